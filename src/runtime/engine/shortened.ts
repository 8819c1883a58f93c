/** A text of at most about `limit` characters: of a longer one the beginning and the end, where most is said. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const half = Math.floor(limit / 2)
  const left = text.length - 2 * half
  return `${text.slice(0, half)}\n… ${left} characters are left out here …\n${text.slice(-half)}`
}
