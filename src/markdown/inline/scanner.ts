import type { Inline } from '../blocks.ts'
import { isCjkBreak } from '../characters.ts'
import { entityAt, ESCAPABLE } from '../entities.ts'
import { pointedLinkAt } from './autolinks.ts'
import { CodeSpans } from './codeSpans.ts'
import type { Item } from './emphasis.ts'
import { HtmlTags } from './htmlTag.ts'
import { closingOf, mathAt, openingAt, openMathAt } from './mathSyntax.ts'

/** `$`, `$$ x`, `$x$`, `$x =`: at the very end of a growing text they say nothing yet. */
const UNDECIDED_MATH = /^\$(?:\$\s?\p{L}?|[A-Za-z](?:\$| ?[=_^]? ?))?$/u

/** Reads what stands for itself: text, breaks, code, maths, addresses and tags. */
export class InlineScanner {
  protected readonly text: string
  protected readonly isGrowing: boolean
  protected at = 0
  protected readonly items: Item[] = []
  private plain = ''
  private readonly code: CodeSpans
  private readonly tags: HtmlTags
  private readonly absentMathEnds = new Set<string>()

  constructor(text: string, isGrowing: boolean) {
    this.text = text
    this.isGrowing = isGrowing
    this.code = new CodeSpans(text)
    this.tags = new HtmlTags(text)
  }

  protected readEntity(): void {
    const entity = entityAt(this.text, this.at)
    this.plain += entity?.text ?? '&'
    this.at += entity?.raw.length ?? 1
  }

  protected readDollar(): void {
    const isHeld = this.isGrowing && UNDECIDED_MATH.test(this.text.slice(this.at, this.at + 7))
    if (isHeld) this.at = this.text.length
    else if (!this.readMath()) this.addText('$')
  }

  protected flush(): void {
    if (this.plain === '') return
    this.items.push({ kind: 'inline', inline: { type: 'text', text: this.plain }, isLiteral: false })
    this.plain = ''
  }

  protected addText(text: string): void {
    this.plain += text
    this.at += text.length
  }

  protected add(inline: Inline, end: number, isLiteral = false): void {
    this.flush()
    this.items.push({ kind: 'inline', inline, isLiteral })
    this.at = end
  }

  protected readLineBreak(): void {
    const isHard = this.plain.endsWith('  ')
    this.plain = this.plain.replace(/ +$/, '')
    if (isHard) this.add({ type: 'break' }, this.at + 1)
    else {
      if (!isCjkBreak(this.text, this.at)) this.plain += '\n'
      this.at += 1
    }
    while (this.text[this.at] === ' ') this.at += 1
  }

  protected readBackslash(): void {
    const next = this.text.charAt(this.at + 1)
    if (next === '\n') {
      this.add({ type: 'break' }, this.at + 2)
      while (this.text[this.at] === ' ') this.at += 1
    } else if ((next === '(' || next === '[') && this.readMath()) return
    else if (next !== '' && ESCAPABLE.test(next)) {
      this.plain += next
      this.at += 2
    } else this.addText('\\')
  }

  protected readCode(): void {
    const span = this.code.at(this.at)
    if (span.end !== -1) this.add({ type: 'code', text: span.text }, span.end)
    else if (
      this.isGrowing &&
      /^(?:[^\s`]| `|`\s*$|$)/.test(this.text.slice(this.at + span.length, this.at + span.length + 2))
    ) {
      // A shorter run at the very end is half of the closing one.
      const text = this.text
        .slice(this.at + span.length)
        .replace(/^ (?=`)/, '')
        .replace(/`+$/, '')
        .replaceAll('\n', ' ')
      if (text === '') this.at = this.text.length
      else this.add({ type: 'code', text }, this.text.length)
    } else this.addText('`'.repeat(span.length))
  }

  protected readPointed(): void {
    const link = pointedLinkAt(this.text, this.at)
    if (link !== null) {
      const children: Inline[] = [{ type: 'text', text: link.text }]
      this.add({ type: 'link', href: link.href, title: null, children }, link.end)
      return
    }
    const end = this.tags.endAt(this.at)
    if (end === -1) {
      const isOpenLink =
        this.isGrowing && /^<https?:[^\s<>]*$/.test(this.text.slice(this.at, this.at + 2_000))
      if (isOpenLink) this.at += 1
      else this.addText('<')
      return
    }
    const text = this.text.slice(this.at, end)
    this.add(/^<br\s*\/?>$/i.test(text) ? { type: 'break' } : { type: 'html', text }, end)
  }

  protected readMath(): boolean {
    const opening = openingAt(this.text, this.at)
    let end = -1
    if (opening !== null) {
      const closing = closingOf(opening)
      if (!this.absentMathEnds.has(closing)) end = this.text.indexOf(closing, this.at + 2)
      if (end === -1) this.absentMathEnds.add(closing)
    }
    let closed = mathAt(this.text, this.at, end)
    if (this.isGrowing && opening === null && closed?.end === this.text.length) {
      // What follows the last dollar sign decides: `$5–$` may become `$5–$10`.
      const open = openMathAt(this.text, this.at)
      if (open === null) return false
      closed = null
    }
    const math = closed ?? (this.isGrowing && end === -1 ? openMathAt(this.text, this.at) : null)
    if (math !== null) {
      const { tex, isDisplay } = math
      this.add({ type: 'math', tex, isDisplay, isOpen: closed === null }, math.end)
      return true
    }
    if (opening !== '$$' || this.text.length - this.at === 2) return false
    // Neither of the two may open maths of its own.
    this.addText('$$')
    return true
  }
}
