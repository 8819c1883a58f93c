import type { Block, ColumnAlign, Inline, ListItem, TableRow } from '../blocks.ts'
import type { Opening } from '../inline/mathSyntax.ts'

/**
 * The tree that lines are added to. Its nodes change; what is made of them for others to see is in their `memo`, which
 * a node shares with its copies.
 */
interface Base {
  key: number
  parent: Container | null
  /** Its place among the parent's children. */
  index: number
  /** No line can change it any more. */
  isFinal: boolean
}

/** What has been made of a node so far. */
export interface Memo<View> {
  view: View | null
  /** `view` was made of the finished node and still holds, for a parent that `isTight`. */
  isClean: boolean
  isTight: boolean
}

export interface ParentMemo<View, Child> extends Memo<View> {
  views: readonly Child[]
  /** How many of `views`, from the first, hold for ever. */
  stable: number
}

export interface ReadText {
  text: string
  isGrowing: boolean
  isFinal: boolean
  version: number
  inlines: readonly Inline[]
}

export interface LeafMemo<View> extends Memo<View> {
  /** What its texts (a row has several) were read as, and how: {@link ReadText}. */
  texts: (ReadText | undefined)[]
}

export interface Root extends Base {
  kind: 'root'
  children: BlockNode[]
  memo: ParentMemo<never, Block>
}
export interface Quote extends Base {
  kind: 'quote'
  children: BlockNode[]
  memo: ParentMemo<Block, Block>
}
export interface Footnote extends Base {
  kind: 'footnote'
  label: string
  children: BlockNode[]
  memo: ParentMemo<Block, Block>
}
export interface Item extends Base {
  kind: 'item'
  /** How many columns its content is indented by. */
  indent: number
  isChecked: boolean | null
  children: BlockNode[]
  memo: ParentMemo<ListItem, Block>
}
export interface List extends Base {
  kind: 'list'
  /** `-`, `*`, `+`, `.` or `)`: another one begins another list. */
  mark: string
  start: number | null
  isLoose: boolean
  children: Item[]
  /** `isLoose`: the items' views are those of a loose list. */
  memo: ParentMemo<Block, ListItem> & { isLoose: boolean }
}
export interface Table extends Base {
  kind: 'table'
  align: readonly ColumnAlign[]
  head: Row
  children: Row[]
  memo: ParentMemo<Block, TableRow>
}
export interface Row extends Base {
  kind: 'row'
  text: string
  memo: LeafMemo<TableRow>
}
export interface Paragraph extends Base {
  kind: 'paragraph'
  text: string
  /** Where its last line begins in `text`. */
  lastLine: number
  /** A line of it is too long to be anything but text. */
  isLong: boolean
  memo: LeafMemo<Block>
}
export interface Heading extends Base {
  kind: 'heading'
  depth: number
  text: string
  memo: LeafMemo<Block>
}
export interface Code extends Base {
  kind: 'code'
  /** `null`: indented code. */
  fence: { mark: string; indent: number; info: string } | null
  /** Chunks that stay as they are, and the text after them. */
  chunks: string[]
  tail: string
  tailLines: number
  hasLines: boolean
  /** Blank lines that belong to indented code only when another line follows. */
  blank: string
  isClosed: boolean
  memo: Memo<Block>
}
export interface Html extends Base {
  kind: 'html'
  end: RegExp | null
  text: string
  blank: string
  memo: Memo<Block>
}
export interface MathBlock extends Base {
  kind: 'math'
  opening: Opening
  /** What to read again when its end mark does not come. */
  lines: { text: string; offset: number }[]
  /** It stands right under a paragraph, whose text it is when its end mark does not come. */
  isInParagraph: boolean
  tex: string
  isClosed: boolean
  memo: Memo<Block>
}
export interface Rule extends Base {
  kind: 'rule'
  memo: Memo<Block>
}

export type Leaf = Paragraph | Heading | Code | Html | MathBlock | Rule
/** What has blocks in it. */
export type BlockParent = Root | Quote | Footnote | Item
export type Container = BlockParent | List | Table
export type BlockNode = Quote | Footnote | List | Table | Leaf
export type TreeNode = Container | Leaf | Row

export const isParent = (node: TreeNode | null | undefined): node is BlockParent =>
  node?.kind === 'root' || node?.kind === 'quote' || node?.kind === 'footnote' || node?.kind === 'item'

export const newMemo = (): { view: null; isClean: boolean; isTight: boolean } => ({
  view: null,
  isClean: false,
  isTight: false,
})
export const newParentMemo = (): ReturnType<typeof newMemo> & { views: never[]; stable: number } => ({
  ...newMemo(),
  views: [],
  stable: 0,
})
export const newLeafMemo = (): ReturnType<typeof newMemo> & { texts: never[] } => ({
  ...newMemo(),
  texts: [],
})

export const newRoot = (): Root => ({
  kind: 'root',
  key: 0,
  parent: null,
  index: 0,
  isFinal: false,
  children: [],
  memo: newParentMemo(),
})

/** Puts a node at the end of a parent. */
export function addChild(parent: BlockParent, node: BlockNode): void {
  node.parent = parent
  node.index = parent.children.push(node) - 1
}

/** Puts a node in the place that it has, for another one that may have been shown. */
export function replaceChild(node: BlockNode): void {
  const { parent } = node
  if (!isParent(parent)) return
  parent.children[node.index] = node
  parent.memo.stable = Math.min(parent.memo.stable, node.index)
}

/** Takes the last child away. */
export function removeLast(node: BlockNode): void {
  if (isParent(node.parent)) node.parent.children.pop()
}

function copyNode(node: TreeNode): TreeNode {
  switch (node.kind) {
    case 'root':
    case 'quote':
    case 'footnote':
    case 'item':
      return { ...node, children: [...node.children] }
    case 'list':
      return { ...node, children: [...node.children] }
    case 'table':
      return { ...node, children: [...node.children] }
    case 'code':
      return { ...node, chunks: [...node.chunks] }
    case 'math':
      return { ...node, lines: [...node.lines] }
    case 'paragraph':
    case 'heading':
    case 'html':
    case 'rule':
    case 'row':
      return { ...node }
  }
}

function putLast(parent: TreeNode | undefined, node: TreeNode): void {
  if (parent === undefined || !('children' in parent)) return
  node.parent = parent
  if (parent.kind === 'list') {
    if (node.kind === 'item') parent.children[node.index] = node
  } else if (parent.kind === 'table') {
    if (node.kind === 'row') parent.children[node.index] = node
  } else if (node.kind !== 'root' && node.kind !== 'item' && node.kind !== 'row')
    parent.children[node.index] = node
}

/** A copy of the open nodes, from the root to the deepest; what is finished is shared. */
export function copyOpen(open: readonly TreeNode[]): TreeNode[] {
  const copies: TreeNode[] = []
  for (const node of open) {
    const copy = copyNode(node)
    putLast(copies.at(-1), copy)
    copies.push(copy)
  }
  return copies
}
