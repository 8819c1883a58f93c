import { definitionAt, type Definition } from '../inline/destination.ts'
import type { Opening } from '../inline/mathSyntax.ts'
import { Line } from './line.ts'
import {
  addChild,
  type BlockNode,
  type BlockParent,
  isParent,
  type MathBlock,
  newLeafMemo,
  type Paragraph,
  removeLast,
  replaceChild,
  type TreeNode,
} from './nodes.ts'
import { taskBox } from './starts.ts'
import { addToParagraph, paragraphEnd } from './text.ts'

export interface NewBase {
  key: number
  parent: BlockParent
  index: number
  isFinal: boolean
}

/** The blocks that lines may still be added to. */
export abstract class BlockStack {
  protected readonly open: TreeNode[]
  protected readonly define: (definition: Definition) => void
  protected readonly isProvisional: boolean
  protected isAfterBlank = false
  protected bannedMath: readonly Opening[] = []

  /**
   * @param open from the root to the deepest
   * @param define hears of each definition, in the order of the document
   * @param isProvisional what it reads may yet be read otherwise
   */
  constructor(open: TreeNode[], define: (definition: Definition) => void, isProvisional: boolean) {
    this.open = open
    this.define = define
    this.isProvisional = isProvisional
  }

  abstract add(line: Line, from?: number): void

  /** The depth below which the nearest block is that others can be put in. */
  protected parentDepth(depth: number): number {
    let above = depth
    while (above > 1 && !isParent(this.open[above - 1])) above -= 1
    return above
  }

  /** Ends what is open below `depth`, and puts a new block there; what is made of it knows its key and its parent. */
  protected push(depth: number, offset: number, make: (base: NewBase) => BlockNode): void {
    const above = this.parentDepth(depth)
    this.closeTo(above)
    const parent = this.open[above - 1]
    if (!isParent(parent)) return
    const isLoose = parent.kind === 'item' && parent.children.length > 0 && this.isAfterBlank
    if (isLoose && parent.parent?.kind === 'list') parent.parent.isLoose = true
    const key = parent.kind === 'root' ? offset : parent.children.length
    const node = make({ key, parent, index: 0, isFinal: false })
    addChild(parent, node)
    this.open.push(node)
  }

  protected addParagraph(text: string, offset: number, isLong: boolean): void {
    this.push(this.open.length, offset, (base) => {
      const box = base.parent.kind === 'item' && base.parent.children.length === 0 ? taskBox(text) : null
      if (box !== null && base.parent.kind === 'item') base.parent.isChecked = box.isChecked
      return { ...base, kind: 'paragraph', text: '', lastLine: 0, isLong, memo: newLeafMemo() }
    })
    const paragraph = this.open.at(-1)
    if (paragraph?.kind !== 'paragraph') return
    const { parent } = paragraph
    const box = parent?.kind === 'item' && parent.children.length === 1 ? taskBox(text) : null
    this.extend(paragraph, box?.text ?? text, false)
  }

  /** Adds to a paragraph; one that becomes too long is cut into several. */
  protected extend(paragraph: Paragraph, text: string, isNewLine: boolean): void {
    addToParagraph(paragraph, text, isNewLine)
    this.takeDefinitions(paragraph, false)
    const end = paragraphEnd(paragraph.text)
    if (end === null) return
    const rest = paragraph.text.slice(end).trimStart()
    const offset = paragraph.key + end
    paragraph.text = paragraph.text.slice(0, end)
    this.closeTo(this.open.length - 1)
    if (rest !== '') this.addParagraph(rest, offset, true)
  }

  /** Ends the open blocks from the given depth on. */
  protected closeTo(depth: number): void {
    while (this.open.length > depth) {
      const node = this.open.pop()
      if (node === undefined) return
      node.isFinal = !this.isProvisional
      if (node.kind === 'paragraph') this.endParagraph(node)
      else if (node.kind === 'math' && !node.isClosed) {
        const below = this.open.length
        this.rereadMath(node)
        this.closeTo(below)
      }
    }
  }

  private endParagraph(paragraph: Paragraph): void {
    this.takeDefinitions(paragraph, true)
    paragraph.text = paragraph.text.trimEnd()
    if (paragraph.text === '') removeLast(paragraph)
  }

  /** The maths has no end: its lines mean what they would without its first mark. */
  protected rereadMath(math: MathBlock): void {
    removeLast(math)
    const before = this.bannedMath
    this.bannedMath = [...before, math.opening]
    const depth = this.open.length
    const { parent } = math
    const last = isParent(parent) ? parent.children.at(-1) : undefined
    if (math.isInParagraph && last?.kind === 'paragraph') {
      // A copy: the paragraph may be one that is shared.
      const paragraph: Paragraph = { ...last, isFinal: false, parent, memo: newLeafMemo() }
      replaceChild(paragraph)
      this.open.push(paragraph)
    }
    for (const { text, offset } of math.lines) this.add(new Line(text, offset, false), depth)
    this.bannedMath = before
  }

  /** Takes the definitions off the start of a paragraph; while it is open, those that no further line can change. */
  protected takeDefinitions(paragraph: Paragraph, isWhole: boolean): void {
    while (paragraph.text.startsWith('[') && !paragraph.isLong) {
      const found = definitionAt(paragraph.text)
      if (found === null) return
      const rest = paragraph.text.slice(found.end)
      if (!isWhole && /^(?:\s*$|["'(])/.test(rest)) return
      this.define(found.definition)
      paragraph.text = rest
      paragraph.lastLine = Math.max(paragraph.lastLine - found.end, 0)
    }
  }
}
