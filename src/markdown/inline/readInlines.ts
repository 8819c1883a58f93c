import { markIndex } from '../addresses.ts'
import type { Inline } from '../blocks.ts'
import { isCjkBreak } from '../characters.ts'
import { entityAt, ESCAPABLE } from '../entities.ts'
import { findLiterals, literalAt, pointedLinkAt } from './autolinks.ts'
import { CodeSpans } from './codeSpans.ts'
import { inlineTargetAt, labelAt, labelKey, type Target } from './destination.ts'
import { buildInlines, holdBack, type Item, openToEnd, pairRuns, plainOf, type Run } from './emphasis.ts'
import { flanks } from './flanking.ts'
import { HtmlTags } from './htmlTag.ts'
import { closingOf, mathAt, openingAt, openMathAt } from './mathSyntax.ts'
import { mayBecomeLink, mayOpenLink, settleEnd } from './unfinished.ts'

/** What the document defines. */
export interface References {
  link: (key: string) => Target | undefined
  hasFootnote: (label: string) => boolean
}

interface Bracket {
  isImage: boolean
  /** Where its `[` is in the text, and where its item is. */
  at: number
  index: number
  /** The runs before it. */
  lastRun: Run | null
  isActive: boolean
  hasBracketAfter: boolean
}

const PLAIN = /[^\\`*_~[\]!<&$\n]+/y
const RUN = /\*+|_+|~+/y
const FOOTNOTE = /^\^[^\s\]]+$/

/** One paragraph's text, read once from left to right (CommonMark, "A parsing strategy", phase 2). */
class InlineReader {
  private readonly text: string
  private readonly references: References
  private readonly isGrowing: boolean
  private at = 0
  private plain = ''
  private readonly items: Item[] = []
  private readonly brackets: Bracket[] = []
  private lastRun: Run | null = null
  private readonly literals: number[]
  private nextLiteral = 0
  private readonly code: CodeSpans
  private readonly tags: HtmlTags
  private readonly absentMathEnds = new Set<string>()

  constructor(text: string, references: References, isGrowing: boolean) {
    this.text = text
    this.references = references
    this.isGrowing = isGrowing
    this.literals = findLiterals(text)
    this.code = new CodeSpans(text)
    this.tags = new HtmlTags(text)
  }

  read(): Inline[] {
    while (this.at < this.text.length) this.step()
    this.flush()
    if (this.isGrowing) this.closeEnd()
    else pairRuns(this.lastRun, null)
    return buildInlines(this.items)
  }

  private step(): void {
    while ((this.literals[this.nextLiteral] ?? Infinity) < this.at) this.nextLiteral += 1
    const literal = this.literals[this.nextLiteral]
    if (literal === this.at) {
      this.nextLiteral += 1
      const link = literalAt(this.text, this.at, this.brackets.length > 0)
      if (link !== null) {
        const children: Inline[] = [{ type: 'text', text: link.text }]
        this.add({ type: 'link', href: link.href, title: null, children }, link.end, true)
        return
      }
    }
    PLAIN.lastIndex = this.at
    if (PLAIN.test(this.text)) {
      const next = this.literals[this.nextLiteral] ?? Infinity
      this.addText(this.text.slice(this.at, Math.min(PLAIN.lastIndex, next)))
    } else this.readMark(this.text.charAt(this.at))
  }

  private readMark(mark: string): void {
    if (mark === '\n') this.readLineBreak()
    else if (mark === '\\') this.readBackslash()
    else if (mark === '`') this.readCode()
    else if (mark === '[') this.openBracket(false)
    else if (mark === ']') this.closeBracket()
    else if (mark === '!' && this.text[this.at + 1] === '[') this.openBracket(true)
    else if (mark === '<') this.readPointed()
    else if (mark === '&') this.readEntity()
    else if (mark === '$') this.readDollar()
    else if (mark === '!') this.addText(mark)
    else this.readRun()
  }

  private readEntity(): void {
    const entity = entityAt(this.text, this.at)
    this.plain += entity?.text ?? '&'
    this.at += entity?.raw.length ?? 1
  }

  private readDollar(): void {
    if (this.readMath()) return
    // One at the very end of a growing text says nothing yet.
    if (this.isGrowing && /^\${1,2}$/.test(this.text.slice(this.at, this.at + 3))) this.at = this.text.length
    else this.addText('$')
  }

  private flush(): void {
    if (this.plain === '') return
    this.items.push({ kind: 'inline', inline: { type: 'text', text: this.plain }, isLiteral: false })
    this.plain = ''
  }

  private addText(text: string): void {
    this.plain += text
    this.at += text.length
  }

  private add(inline: Inline, end: number, isLiteral = false): void {
    this.flush()
    this.items.push({ kind: 'inline', inline, isLiteral })
    this.at = end
  }

  private readLineBreak(): void {
    const isHard = this.plain.endsWith('  ')
    this.plain = this.plain.replace(/ +$/, '')
    if (isHard) this.add({ type: 'break' }, this.at + 1)
    else {
      if (!isCjkBreak(this.text, this.at)) this.plain += '\n'
      this.at += 1
    }
    while (this.text[this.at] === ' ') this.at += 1
  }

  private readBackslash(): void {
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

  private readCode(): void {
    const span = this.code.at(this.at)
    if (span.end !== -1) this.add({ type: 'code', text: span.text }, span.end)
    else if (
      this.isGrowing &&
      /^(?:[^\s`]|`\s*$|$)/.test(this.text.slice(this.at + span.length, this.at + span.length + 2))
    ) {
      // A shorter run at the very end is half of the closing one.
      const text = this.text
        .slice(this.at + span.length)
        .replace(/`+$/, '')
        .replaceAll('\n', ' ')
      if (text === '') this.at = this.text.length
      else this.add({ type: 'code', text }, this.text.length)
    } else this.addText('`'.repeat(span.length))
  }

  private readPointed(): void {
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

  private readMath(): boolean {
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

  private readRun(): void {
    RUN.lastIndex = this.at
    const marks = RUN.exec(this.text)?.[0] ?? ''
    const character = marks.charAt(0)
    const end = this.at + marks.length
    // One tilde is "about" or "to" in much of the world (`3~5 天，6~8 天`), not a strikethrough.
    if (character === '~' && marks.length !== 2) {
      const isHeld = this.isGrowing && marks.length === 1 && end === this.text.length
      if (isHeld) this.at = end
      else this.addText(marks)
      return
    }
    const { isLeft, isRight, isAfterPunctuation, isBeforePunctuation, isAfterCjk } = flanks(
      this.text,
      this.at,
      end,
    )
    const isInWord = character === '_' && isLeft && isRight
    this.flush()
    const run: Run = {
      kind: 'run',
      character,
      count: marks.length,
      length: marks.length,
      canOpen: isLeft && (!isInWord || isAfterPunctuation),
      canClose: isRight && (!isInWord || isBeforePunctuation),
      isLikely: marks.length > 1 || !isRight || isAfterPunctuation || isAfterCjk,
      closes: [],
      opens: [],
      previous: this.lastRun,
      next: null,
    }
    if (this.lastRun !== null) this.lastRun.next = run
    this.lastRun = run
    this.items.push(run)
    this.at = end
  }

  private openBracket(isImage: boolean): void {
    this.flush()
    const before = this.brackets.at(-1)
    if (before !== undefined) before.hasBracketAfter = true
    const text = isImage ? '![' : '['
    const at = this.at + text.length - 1
    const index = this.items.push({ kind: 'bracket', text }) - 1
    this.brackets.push({ isImage, at, index, lastRun: this.lastRun, isActive: true, hasBracketAfter: false })
    this.at = at + 1
  }

  private closeBracket(): void {
    const opener = this.brackets.pop()
    if (opener?.isActive !== true) {
      this.addText(']')
      return
    }
    if (this.readFootnote(opener)) return
    const found = this.targetAfter(opener)
    if (found !== null) this.makeLink(opener, found.target, found.end)
    else if (this.isGrowing && this.text[opener.at + 1] !== '^' && mayBecomeLink(this.text, this.at + 1))
      this.dropTarget(opener)
    else this.addText(']')
  }

  private readFootnote(opener: Bracket): boolean {
    const label = this.text.slice(opener.at + 1, Math.min(this.at, opener.at + 1_001))
    if (!FOOTNOTE.test(label) || !this.references.hasFootnote(label.slice(1))) return false
    const lead: Item[] = opener.isImage ? [{ kind: 'bracket', text: '!' }] : []
    this.cutItems(opener)
    this.items.push(...lead)
    this.add({ type: 'footnote-reference', label: label.slice(1) }, this.at + 1)
    return true
  }

  /** What the bracket links to: `(address)`, `[label]`, `[]` or its own text as label (CommonMark 6.3). */
  private targetAfter(opener: Bracket): { target: Target; end: number } | null {
    const after = this.at + 1
    const inline = inlineTargetAt(this.text, after)
    if (inline !== null) return inline
    const label = labelAt(this.text, after)
    const end = label?.end ?? (this.text.startsWith('[]', after) ? after + 2 : after)
    if (label === null && (opener.hasBracketAfter || this.at - opener.at > 1_000)) return null
    const target = this.references.link(labelKey(label?.text ?? this.text.slice(opener.at + 1, this.at)))
    return target === undefined ? null : { target, end }
  }

  /** Takes the items from the bracket on off the end; what they say. */
  private cutItems(opener: Bracket): Inline[] {
    this.flush()
    pairRuns(this.lastRun, opener.lastRun)
    this.lastRun = opener.lastRun
    if (this.lastRun !== null) this.lastRun.next = null
    const children = buildInlines(this.items.slice(opener.index + 1), !opener.isImage)
    this.items.length = opener.index
    return children
  }

  private makeLink(opener: Bracket, { href, title }: Target, end: number): void {
    const children = this.cutItems(opener)
    if (opener.isImage) {
      this.add({ type: 'image', source: href, alt: plainOf(children), title }, end)
      return
    }
    const index = markIndex(href)
    this.add(
      index === null ? { type: 'link', href, title, children } : { type: 'mark', index, children },
      end,
    )
    // Links hold no links.
    for (let before = this.brackets.length - 1; before >= 0; before -= 1) {
      const bracket = this.brackets[before]
      if (bracket?.isImage !== false) continue
      if (!bracket.isActive) break
      bracket.isActive = false
    }
  }

  /** While the text grows: of a link whose address is not whole, its text is shown, and of an image nothing. */
  private dropTarget(opener: Bracket): void {
    this.flush()
    if (opener.isImage) this.cutItems(opener)
    else this.items[opener.index] = { kind: 'bracket', text: '' }
    this.at = this.text.length
  }

  /** Shows what is open at the end of a growing text as it will probably be. */
  private closeEnd(): void {
    for (const { at, index, isImage, isActive, lastRun } of this.brackets) {
      if (!isActive || !mayOpenLink(this.text, at - (isImage ? 1 : 0))) continue
      this.items[index] = { kind: 'bracket', text: '' }
      if (!isImage && this.text[at + 1] !== '^') continue
      this.items.length = index
      this.lastRun = lastRun
      break
    }
    const last = this.items.at(-1)
    if (last?.kind === 'run') holdBack(last)
    openToEnd(pairRuns(this.lastRun, null))
    const end = this.items.findLast(
      (item) => item.kind !== 'bracket' && !(item.kind === 'run' && item.count === 0),
    )
    if (end?.kind === 'inline' && end.inline.type === 'text')
      end.inline = { type: 'text', text: end.inline.text.trimEnd() }
  }
}

/**
 * What the text of a paragraph, heading or cell says.
 * @param isGrowing more will come: what is unfinished at the end is shown as it will probably be
 */
export function readInlines(text: string, references: References, isGrowing: boolean): Inline[] {
  return new InlineReader(isGrowing ? settleEnd(text) : text, references, isGrowing).read()
}
