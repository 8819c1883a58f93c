import type { Line } from './line.ts'
import { LeafOpeners } from './leafOpeners.ts'
import {
  type Code,
  type Html,
  type Item,
  type MathBlock,
  newLeafMemo,
  newMemo,
  newParentMemo,
} from './nodes.ts'
import * as starts from './starts.ts'
import { addToHtml, addToCode, addToIndented } from './text.ts'

/** Deeper nesting means nothing to a reader, and would exhaust the stack when drawn: deeper marks are text. */
const MAX_DEPTH = 40

/** In the label map, where no link label can be: those hold no line break. */
export const footnoteKey = (label: string): string => `\n^${label.toLowerCase()}`

type Opened = 'container' | 'line' | 'raw' | null

/** What begins a block: those that hold others, HTML and text; see {@link LeafOpeners} for the rest. */
export abstract class BlockOpeners extends LeafOpeners {
  /** Opens the blocks that the line begins, and adds what is left of it. */
  protected openBlocks(line: Line, matched: number): void {
    let depth = matched
    for (let isOpening = true; isOpening && !line.isBlank;) {
      const kind = this.open[depth - 1]?.kind
      if (kind === 'code' || kind === 'html' || kind === 'math') break
      const opened = line.indent < 4 ? this.openOne(line, depth) : this.openIndented(line, depth)
      if (opened === 'line') return
      if (opened !== null) depth = this.open.length
      isOpening = opened === 'container'
    }
    this.addText(line, depth)
  }

  private openOne(line: Line, depth: number): Opened {
    const { content } = line
    const container = this.open[depth - 1]
    const paragraph = container?.kind === 'paragraph' ? container : null
    if (content.startsWith('>') && depth <= MAX_DEPTH) return this.openQuote(line, depth)
    if (!line.isLong) {
      const leaf = this.openLeaf(line, depth, paragraph)
      if (leaf) return 'line'
    }
    const isLazy = depth < this.open.length && this.open.at(-1)?.kind === 'paragraph'
    const html = starts.htmlStart(content, paragraph !== null || isLazy)
    if (html !== null) {
      this.push(depth, line.offset, (base) => ({
        ...base,
        ...html,
        kind: 'html',
        text: '',
        blank: '',
        memo: newMemo(),
      }))
      return 'raw'
    }
    if (depth > MAX_DEPTH) return null
    const footnote = starts.footnoteStart(content)
    if (footnote !== null) return this.openFootnote(line, depth, footnote)
    return this.openItem(line, depth, paragraph !== null) ? 'container' : null
  }

  private openQuote(line: Line, depth: number): Opened {
    line.skipSpaces()
    line.skipCharacters(1)
    line.skipColumns(1)
    this.push(depth, line.offset, (base) => ({ ...base, kind: 'quote', children: [], memo: newParentMemo() }))
    return 'container'
  }

  private openFootnote(line: Line, depth: number, { text, label }: { text: string; label: string }): Opened {
    line.skipSpaces()
    line.skipCharacters(text.length)
    line.skipSpaces()
    this.push(depth, line.offset, (base) => ({
      ...base,
      kind: 'footnote',
      label,
      children: [],
      memo: newParentMemo(),
    }))
    this.define({ key: footnoteKey(label), href: '', title: null })
    return 'container'
  }

  private openIndented(line: Line, depth: number): Opened {
    if (this.open.at(-1)?.kind === 'paragraph' || this.open[depth - 1]?.kind === 'table') return null
    line.skipColumns(4)
    this.openCode(line, depth, null)
    return 'raw'
  }

  private openItem(line: Line, depth: number, isInParagraph: boolean): boolean {
    const start = starts.itemStart(line.content)
    if (start === null) return false
    const isEmpty = line.content.trimEnd() === start.text
    if (isInParagraph && (isEmpty || (start.start !== null && start.start !== 1))) return false
    const { indent } = line
    line.skipSpaces()
    line.skipCharacters(start.text.length)
    const isPlain = isEmpty || line.indent > 4
    const padding = isPlain ? 1 : line.indent
    line.skipColumns(padding)
    const known = this.open[depth - 1]
    const isSame =
      known?.kind === 'list' && known.mark === start.mark && (known.start === null) === (start.start === null)
    if (isSame) this.closeTo(depth)
    else {
      const { mark } = start
      this.push(depth, line.offset, (base) => ({
        ...base,
        kind: 'list',
        mark,
        start: start.start,
        isLoose: false,
        children: [],
        memo: { ...newParentMemo(), isLoose: false },
      }))
    }
    const list = this.open.at(-1)
    if (list?.kind !== 'list') return false
    if (list.children.length > 0 && this.isAfterBlank) list.isLoose = true
    const index = list.children.length
    const item: Item = {
      kind: 'item',
      key: index,
      index,
      parent: list,
      isFinal: false,
      indent: indent + start.text.length + padding,
      isChecked: null,
      children: [],
      memo: newParentMemo(),
    }
    list.children.push(item)
    this.open.push(item)
    return true
  }

  private addText(line: Line, depth: number): void {
    const tip = this.open.at(-1)
    if (depth < this.open.length && !line.isBlank && tip?.kind === 'paragraph') {
      tip.isLong ||= line.isLong
      this.extend(tip, line.content, true)
      return
    }
    this.closeTo(depth)
    const node = this.open.at(-1)
    if (node?.kind === 'code' || node?.kind === 'html' || node?.kind === 'math') this.addRaw(node, line)
    else if (line.isBlank) return
    else if (node?.kind === 'paragraph') {
      node.isLong ||= line.isLong
      this.extend(node, line.content, true)
    } else if (node?.kind === 'table' && !line.isLong) {
      const index = node.children.length
      const row = {
        key: index,
        index,
        parent: node,
        text: line.content.trimEnd(),
        isFinal: !this.isProvisional,
      }
      node.children.push({ ...row, kind: 'row', memo: newLeafMemo() })
    } else this.addParagraph(line.content, line.offset, line.isLong)
  }

  private addRaw(node: Code | Html | MathBlock, line: Line): void {
    const { rest } = line
    if (node.kind === 'math') {
      node.lines.push({ text: rest, offset: line.offset })
      node.tex += `\n${rest}`
    } else if (node.kind === 'html') {
      addToHtml(node, rest, true)
      if (node.end?.test(rest) === true) this.closeTo(this.open.length - 1)
    } else if (node.fence === null) addToIndented(node, rest, line.isBlank)
    else addToCode(node, rest, true)
  }
}
