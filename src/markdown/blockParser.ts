import { newRoot } from './block/nodes.ts'
import { Line } from './block/line.ts'
import { BlockReader } from './block/reader.ts'
import { BlockViews } from './block/views.ts'
import type { Block } from './blocks.ts'
import { wholeCharacter } from './characters.ts'
import { ReferenceBook } from './references.ts'
import { isUndecided } from './unfinished.ts'

export interface BlockParser {
  /**
   * The blocks of the text. When it only grew since the last call, finished blocks are the same objects as before and
   * only the new lines and the open end are read.
   * @param isGrowing more will come: what is unfinished at the end is shown as it will probably be
   */
  parse: (text: string, isGrowing?: boolean) => readonly Block[]
}

/** A line longer than this is read in pieces, and is text. */
const MAX_LINE = 16_384

/** Finds one character further and further on in a text that grows. */
class Finder {
  private found = -1
  private searched = 0
  private readonly character: string

  constructor(character: string) {
    this.character = character
  }

  /** Its first place from `at` on; the text's length when there is none yet. */
  next(text: string, at: number): number {
    if (this.found >= at) return this.found
    this.found = text.indexOf(this.character, Math.max(at, this.searched))
    if (this.found === -1) this.searched = text.length
    return this.found === -1 ? text.length : this.found
  }
}

/** One document: reads whole lines for good, and its last one again and again. */
class Document {
  private text = ''
  /** What comes before has been read for good. */
  private at = 0
  private isInLongLine = false
  private readonly newlines = new Finder('\n')
  private readonly returns = new Finder('\r')
  private readonly book = new ReferenceBook()
  private readonly reader = new BlockReader([newRoot()], this.book.define, false)
  private readonly views = new BlockViews(this.book)

  isStartOf(text: string): boolean {
    // Thirty times as fast as `startsWith` on a text of a megabyte.
    return text.slice(0, this.text.length) === this.text
  }

  parse(text: string, isGrowing: boolean): readonly Block[] {
    this.text = text
    while (this.readLine());
    const provisional = this.reader.copy(this.book.startProvisional(isGrowing))
    const last = this.text.slice(this.at).replace(/\r$/, '')
    if (last !== '' && !(isGrowing && !this.isInLongLine && isUndecided(last, this.reader.tip)))
      this.add(provisional, last, false)
    provisional.finish(isGrowing)
    this.book.settle()
    const { root } = provisional
    return root?.kind === 'root' ? this.views.of(root, isGrowing) : []
  }

  private add(reader: BlockReader, raw: string, isLong: boolean): void {
    const text = raw.includes('\0') ? raw.replaceAll('\0', '\uFFFD') : raw
    if (this.isInLongLine) reader.addRest(text, this.at)
    else reader.add(new Line(text, this.at, isLong))
  }

  /** Reads one line that is whole, or a piece of a long one, for good; false when none is left. */
  private readLine(): boolean {
    const { text, at } = this
    const end = Math.min(this.newlines.next(text, at), this.returns.next(text, at))
    if (end - at > MAX_LINE) {
      const cut = wholeCharacter(text, at + MAX_LINE)
      this.add(this.reader, text.slice(at, cut), true)
      this.isInLongLine = true
      this.at = cut
      return true
    }
    // A return at the very end may be the first half of a line break.
    if (end === text.length || (text[end] === '\r' && end === text.length - 1)) return false
    this.add(this.reader, text.slice(at, end), false)
    this.isInLongLine = false
    this.at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1)
    return true
  }
}

/** A parser for one text that grows; see {@link BlockParser}. */
export function createBlockParser(): BlockParser {
  let document = new Document()
  return {
    parse(text, isGrowing = false) {
      if (!document.isStartOf(text)) document = new Document()
      return document.parse(text, isGrowing)
    },
  }
}

/** The blocks of a whole text. */
export function parseBlocks(text: string): readonly Block[] {
  return createBlockParser().parse(text)
}
