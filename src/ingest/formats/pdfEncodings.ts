/**
 * The encodings of Chinese, Japanese and Korean text that PDF names without bringing them along (ISO 32000, 9.7.5.2), for
 * pdf.js. Their tables lead from codes to the numbers of glyphs, and from there to Unicode. As nothing is drawn here,
 * Unicode's own numbers stand for the glyphs', and the tables come from the platform's decoders.
 */
export class PdfEncodings {
  #isUnicode = false

  /** A table's text in PostScript. @throws Error for a table that is not known, and for fonts, which reading needs none of. */
  fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const table = kind === 'cMapUrl' ? this.#tableOf(filename) : null
    if (table === null) return Promise.reject(new Error(`There is no ${filename}.`))
    return Promise.resolve(new TextEncoder().encode(table))
  }

  #tableOf(name: string): string | null {
    // Glyphs' numbers are Unicode's only in a document whose text has been led there before.
    if (/^Adobe-\w+-UCS2$/.test(name)) {
      return this.#isUnicode ? '1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap' : null
    }
    const table = tableOf(name)
    this.#isUnicode ||= table !== null
    return table !== null && name.endsWith('V') ? `/WMode 1 def ${table}` : table
  }
}

const CHARACTER_SETS: readonly { names: RegExp; label: string }[] = [
  { names: /^GB/, label: 'gb18030' },
  { names: /B5/, label: 'big5' },
  { names: /RKSJ/, label: 'shift_jis' },
  { names: /^KSC/, label: 'euc-kr' },
  { names: /^EUC-/, label: 'euc-jp' },
]

function tableOf(name: string): string | null {
  if (/^Uni\w+-(?:UCS2|UTF16)/.test(name)) {
    return `${ranges('codespacerange', '<0000> <ffff>')} ${ranges('cidrange', '<0000> <ffff> 0')} endcmap`
  }
  const label = CHARACTER_SETS.find(({ names }) => names.test(name))?.label
  if (label === undefined) return null
  const decoder = new TextDecoder(label)
  const isShiftJis = label === 'shift_jis'
  const spaces = isShiftJis
    ? ['<00> <80>', '<8140> <9ffc>', '<a0> <df>', '<e040> <fcfc>']
    : ['<00> <80>', '<8140> <fefe>']
  const singles = isShiftJis ? ['<20> <7e> 32', `<a1> <df> 65377`] : ['<20> <7e> 32']
  const doubles: string[] = []
  for (let code = 0x8140; code <= 0xfefe; code += 1) {
    const [letter = '', ...more] = decoder.decode(Uint8Array.of(code >> 8, code & 0xff))
    const unicode = letter.codePointAt(0) ?? 0xfffd
    if (more.length === 0 && unicode < 0xfffd) doubles.push(`<${code.toString(16)}> ${unicode}`)
  }
  return [
    ranges('codespacerange', ...spaces),
    ranges('cidrange', ...singles),
    ranges('cidchar', ...doubles),
    'endcmap',
  ].join(' ')
}

function ranges(kind: string, ...rows: string[]): string {
  return `${rows.length} begin${kind} ${rows.join(' ')} end${kind}`
}
