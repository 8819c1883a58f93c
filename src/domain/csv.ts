/**
 * The rows of a text of comma-separated values (RFC 4180), at most so many; a text whose first line has more tabs or semicolons than
 * commas is separated by those.
 */
export function parseCSV(text: string, maxRows: number): string[][] {
  const separator = separatorOf(text)
  const rows: string[][] = []
  let row: string[] = []
  // A quoted field, or a bare one; then what ends it.
  const field = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`,
    'gy',
  )
  while (rows.length < maxRows && field.lastIndex < text.length) {
    const match = field.exec(text)
    if (match === null) break
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === separator && field.lastIndex < text.length) continue
    if (match[3] === separator) row.push('')
    rows.push(row)
    row = []
  }
  return rows
}

function separatorOf(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  const count = (separator: string): number => line.split(separator).length
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best))
}
