import { markIndex } from '../addresses.ts'
import type { Inline } from '../blocks.ts'
import { findLiterals, literalAt } from './autolinks.ts'
import { inlineTargetAt, labelAt, labelKey, type Target } from './destination.ts'
import { buildInlines, holdBack, type Item, openToEnd, pairRuns, plainOf, type Run } from './emphasis.ts'
import { flanks } from './flanking.ts'
import { InlineScanner } from './scanner.ts'
import { awaitedEnd, mayBecomeLink, mayOpenLink, settleEnd } from './unfinished.ts'

/** What the document defines. */
export interface References {
  link: (key: string) => Target | undefined
  hasFootnote: (label: string) => boolean
  /** The document grows: what it does not define may yet be defined. */
  isGrowing: boolean
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
/** No set of characters as in a regular expression: `[^x]`, `[^a-z]`. */
const LIKELY_FOOTNOTE = /^\^(?:\d{1,3}|\w{2,}|[^\p{ASCII}]+)$/u

/** One paragraph's text, read once from left to right (CommonMark, "A parsing strategy", phase 2). */
class InlineReader extends InlineScanner {
  private readonly references: References
  private readonly brackets: Bracket[] = []
  private lastRun: Run | null = null
  private readonly literals: number[]
  private nextLiteral = 0
  /** Up to here no character is a mark. */
  private plainEnd = 0

  constructor(text: string, references: References, isGrowing: boolean) {
    super(text, isGrowing)
    this.references = references
    this.literals = findLiterals(text)
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
    if (this.plainEnd <= this.at) {
      PLAIN.lastIndex = this.at
      this.plainEnd = PLAIN.test(this.text) ? PLAIN.lastIndex : this.at
    }
    if (this.plainEnd > this.at) {
      const next = this.literals[this.nextLiteral] ?? Infinity
      this.addText(this.text.slice(this.at, Math.min(this.plainEnd, next)))
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
    const isBeforeLetter = /\w/.test(this.text.charAt(end))
    const isInWord = character === '_' && isLeft && isRight
    this.flush()
    const run: Run = {
      kind: 'run',
      character,
      count: marks.length,
      length: marks.length,
      canOpen: isLeft && (!isInWord || isAfterPunctuation),
      canClose: isRight && (!isInWord || isBeforePunctuation),
      // Not in `2**10`.
      isLikely: !isRight || isAfterPunctuation || isAfterCjk || (marks.length > 1 && !isBeforeLetter),
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
    else if (
      this.isGrowing &&
      this.text[opener.at + 1] !== '^' &&
      mayBecomeLink(this.text, opener.at, this.at + 1)
    )
      this.dropTarget(opener)
    else if (!this.awaitTarget(opener)) this.addText(']')
  }

  /** While the document grows: `[text][label]` whose definition has not come is its text alone. */
  private awaitTarget(opener: Bracket): boolean {
    const end = this.references.isGrowing ? awaitedEnd(this.text, opener.at, this.at) : -1
    if (end === -1) return false
    const children = this.cutItems(opener)
    if (!opener.isImage) for (const inline of children) this.add(inline, end)
    this.at = end
    return true
  }

  private readFootnote(opener: Bracket): boolean {
    const label = this.text.slice(opener.at + 1, Math.min(this.at, opener.at + 1_001))
    if (!FOOTNOTE.test(label)) return false
    const isLikely = this.references.isGrowing && LIKELY_FOOTNOTE.test(label)
    if (!this.references.hasFootnote(label.slice(1)) && !isLikely) return false
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
    const open = pairRuns(this.lastRun, null)
    // What found no partner there may have one coming.
    if (last?.kind === 'run') last.count = 0
    openToEnd(open)
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
