import type { Block, CodeBlock, Inline, ListItem, TableRow } from '../blocks.ts'
import { readInlines } from '../inline/readInlines.ts'
import type { ReferenceBook } from '../references.ts'
import { keepArray, keepSame, shareEqual } from '../shareEqual.ts'
import type * as nodes from './nodes.ts'
import { cellsOf } from './starts.ts'

/** How a node is shown besides what it holds. */
interface Place {
  isOpen: boolean
  /** Right in a tight list's item. */
  isTight: boolean
}

function codeChunks({ chunks, tail }: nodes.Code): string[] {
  return tail === '' ? chunks : [...chunks, tail]
}

function codeView(node: nodes.Code, before: Block | undefined): CodeBlock {
  const info = node.fence?.info ?? ''
  const language = info.split(/[\s,{]/, 1)[0] ?? ''
  const chunks = keepArray(before?.type === 'code' ? before.chunks : undefined, codeChunks(node))
  return { type: 'code', language, info, chunks, isClosed: node.isClosed }
}

/** Makes blocks of the tree; what has not changed since the last time is the very object of that time. */
export class BlockViews {
  private readonly book: ReferenceBook

  constructor(book: ReferenceBook) {
    this.book = book
  }

  /** @param isOpen more text will come */
  of(root: nodes.Root, isOpen: boolean): readonly Block[] {
    return this.blocks(root, { isOpen, isTight: false }, root.memo.views)
  }

  private views<Node extends { isFinal: boolean }, View>(
    memo: nodes.ParentMemo<unknown, View>,
    children: readonly Node[],
    view: (node: Node, before: View | undefined, isLast: boolean) => View,
  ): readonly View[] {
    const next = memo.views.slice(0, memo.stable)
    let stable = children.length - 1
    let isSame = memo.views.length === children.length
    for (let index = memo.stable; index < children.length; index += 1) {
      const child = children[index]
      if (child === undefined) break
      if (!child.isFinal) stable = Math.min(stable, index)
      const made = view(child, memo.views[index], index === children.length - 1)
      isSame &&= made === memo.views[index]
      next.push(made)
    }
    memo.stable = Math.max(stable, 0)
    if (!isSame) memo.views = next
    return memo.views
  }

  private blocks(
    { memo, children }: nodes.BlockParent,
    { isOpen, isTight }: Place,
    before: readonly Block[],
  ): readonly Block[] {
    if (memo.views.length === 0) memo.views = before
    return this.views(memo, children, (node, known, isLast) =>
      this.block(node, { isOpen: isOpen && isLast, isTight }, known),
    )
  }

  private block(node: nodes.BlockNode, place: Place, before: Block | undefined): Block {
    const { memo } = node
    if (memo.isClean && !place.isOpen && memo.isTight === place.isTight && memo.view !== null)
      return memo.view
    const view = keepSame(memo.view ?? before, this.make(node, place, memo.view ?? before))
    memo.view = view
    memo.isClean = node.isFinal && !place.isOpen
    memo.isTight = place.isTight
    return view
  }

  private make(node: nodes.BlockNode, { isOpen, isTight }: Place, before: Block | undefined): Block {
    const base = { key: node.key, isOpen }
    switch (node.kind) {
      case 'paragraph': {
        const children = this.inlines(node, node.text.trimEnd(), isOpen, before)
        return { ...base, type: isTight ? 'tight' : 'paragraph', children }
      }
      case 'heading':
        return {
          ...base,
          type: 'heading',
          depth: node.depth,
          children: this.inlines(node, node.text, isOpen, before),
        }
      case 'code':
        return { ...base, ...codeView(node, before) }
      case 'math':
        return { ...base, type: 'math', tex: node.tex.trim(), isClosed: node.isClosed }
      case 'html':
        return { ...base, type: 'html', text: node.text }
      case 'rule':
        return { ...base, type: 'rule' }
      case 'quote':
        return { ...base, type: 'quote', children: this.within(node, isOpen, before) }
      case 'footnote':
        return { ...base, type: 'footnote', label: node.label, children: this.within(node, isOpen, before) }
      case 'list':
        return this.list(node, isOpen, before?.type === 'list' ? before.items : [])
      case 'table':
        return this.table(node, isOpen, before?.type === 'table' ? before : undefined)
    }
  }

  private within(
    node: nodes.Quote | nodes.Footnote,
    isOpen: boolean,
    before: Block | undefined,
  ): readonly Block[] {
    const known = before?.type === 'quote' || before?.type === 'footnote' ? before.children : []
    return this.blocks(node, { isOpen, isTight: false }, known)
  }

  private table(
    table: nodes.Table,
    isOpen: boolean,
    before: Extract<Block, { type: 'table' }> | undefined,
  ): Block {
    if (table.memo.views.length === 0) table.memo.views = before?.rows ?? []
    const align = keepArray(before?.align, table.align)
    const rows = this.views(table.memo, table.children, (row, known, isLast) =>
      this.row(row, align, isOpen && isLast, known),
    )
    const head = this.row(table.head, align, isOpen && rows.length === 0, before?.head)
    return { key: table.key, isOpen, type: 'table', align, head, rows }
  }

  private list(list: nodes.List, isOpen: boolean, before: readonly ListItem[]): Block {
    if (list.memo.views.length === 0) list.memo.views = before
    // A list that turns out to be loose has all its items anew.
    if (list.memo.isLoose !== list.isLoose) list.memo.stable = 0
    list.memo.isLoose = list.isLoose
    const items = this.views(list.memo, list.children, (item, known, isLast) =>
      this.item(item, { isOpen: isOpen && isLast, isTight: !list.isLoose }, known),
    )
    const isOrdered = list.start !== null
    return {
      key: list.key,
      isOpen,
      type: 'list',
      isOrdered,
      start: list.start ?? 1,
      isLoose: list.isLoose,
      items,
    }
  }

  private item(item: nodes.Item, place: Place, before: ListItem | undefined): ListItem {
    const { memo } = item
    if (memo.isTight !== place.isTight) memo.stable = 0
    else if (memo.isClean && !place.isOpen && memo.view !== null) return memo.view
    const children = this.blocks(item, place, before?.children ?? [])
    const { key, isChecked } = item
    const view = { key, isOpen: place.isOpen, isChecked, isLoose: !place.isTight, children }
    memo.view = keepSame(memo.view ?? before, view)
    memo.isClean = item.isFinal && !place.isOpen
    memo.isTight = place.isTight
    return memo.view
  }

  private row(
    row: nodes.Row,
    align: Extract<Block, { type: 'table' }>['align'],
    isOpen: boolean,
    before: TableRow | undefined,
  ): TableRow {
    const { memo } = row
    if (memo.isClean && !isOpen && memo.view !== null) return memo.view
    const texts = cellsOf(row.text)
    const last = isOpen ? Math.min(texts.length, align.length) - 1 : -1
    const cells = align.map((side, index) => ({
      align: side,
      children: this.read(row, index, texts[index] ?? '', index === last),
    }))
    memo.view = shareEqual(memo.view ?? before, { key: row.key, isOpen, cells })
    memo.isClean = row.isFinal && !isOpen
    return memo.view
  }

  private inlines(
    leaf: nodes.Paragraph | nodes.Heading,
    text: string,
    isGrowing: boolean,
    before: Block | undefined,
  ): readonly Inline[] {
    const inlines = this.read(leaf, 0, text, isGrowing)
    const isLeaf = before?.type === 'paragraph' || before?.type === 'tight' || before?.type === 'heading'
    return isLeaf ? shareEqual(before.children, inlines) : inlines
  }

  /** What a text of a leaf says; read again only when it, or what it refers to, has changed. */
  private read(
    leaf: nodes.Paragraph | nodes.Heading | nodes.Row,
    slot: number,
    text: string,
    isGrowing: boolean,
  ): readonly Inline[] {
    const { isFinal, memo } = leaf
    const known = memo.texts[slot]
    const { version } = this.book
    const isKnown = known?.text === text && known.isGrowing === isGrowing && known.isFinal === isFinal
    if (isKnown && (isFinal || known.version === version)) return known.inlines
    const inlines = readInlines(text, this.book.for(leaf), isGrowing)
    memo.texts[slot] = { text, isGrowing, isFinal, version, inlines }
    return inlines
  }
}
