const NAME = String.raw`[A-Za-z][A-Za-z\d-]*`
const ATTRIBUTE = String.raw`\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s"'=<>\x60]+|'[^']*'|"[^"]*"))?`
/** An opening or a closing tag (CommonMark 6.6). */
export const TAG = String.raw`<(?:${NAME}(?:${ATTRIBUTE})*\s*/?|/${NAME}\s*)>`
const TAG_HERE = new RegExp(TAG, 'y')

const SPANS = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
  ['<!', '>'],
] as const

/** Finds raw HTML in one text; looks for an end mark that is not there only once. */
export class HtmlTags {
  private readonly absent = new Set<string>()

  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Where the tag, comment or instruction at `at` ends; -1 when there is none. */
  endAt(at: number): number {
    TAG_HERE.lastIndex = at
    if (TAG_HERE.test(this.text)) return TAG_HERE.lastIndex
    const span = SPANS.find(([start]) => this.text.startsWith(start, at))
    if (span === undefined) return -1
    const [start, end] = span
    if (start === '<!--') {
      const short = ['<!-->', '<!--->'].find((comment) => this.text.startsWith(comment, at))
      if (short !== undefined) return at + short.length
    }
    if (start === '<!' && !/[A-Za-z]/.test(this.text.charAt(at + 2))) return -1
    if (this.absent.has(end)) return -1
    const found = this.text.indexOf(end, at + start.length)
    if (found === -1) this.absent.add(end)
    return found === -1 ? -1 : found + end.length
  }
}
