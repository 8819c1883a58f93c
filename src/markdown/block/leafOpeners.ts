import type { ColumnAlign } from '../blocks.ts'
import { unescapeText } from '../entities.ts'
import { closingOf, isBracketMath, isDisplayMath, openingAt } from '../inline/mathSyntax.ts'
import type { Line } from './line.ts'
import {
  newLeafMemo,
  newMemo,
  newParentMemo,
  type Paragraph,
  replaceChild,
  type Row,
  type Table,
} from './nodes.ts'
import { BlockStack } from './stack.ts'
import * as starts from './starts.ts'

/** What begins a block that holds no others: headings, code, tables, rules and maths. */
export abstract class LeafOpeners extends BlockStack {
  /** Blocks that take the whole line. */
  protected openLeaf(line: Line, depth: number, paragraph: Paragraph | null): boolean {
    const { content } = line
    const heading = starts.headingStart(content)
    if (heading !== null) {
      this.push(depth, line.offset, (base) => ({ ...base, ...heading, kind: 'heading', memo: newLeafMemo() }))
      this.closeTo(this.open.length - 1)
      return true
    }
    const fence = starts.fenceStart(content)
    if (fence !== null) {
      this.openCode(line, depth, { ...fence, info: unescapeText(fence.info), indent: line.indent })
      return true
    }
    if (paragraph !== null && (this.underline(paragraph, content) || this.openTable(paragraph, content)))
      return true
    if (starts.isRule(content)) {
      this.push(depth, line.offset, (base) => ({ ...base, kind: 'rule', memo: newMemo() }))
      this.closeTo(this.open.length - 1)
      return true
    }
    return this.openMath(line, depth, paragraph !== null)
  }

  protected openCode(
    line: Line,
    depth: number,
    fence: { mark: string; info: string; indent: number } | null,
  ): void {
    const code = { chunks: [], tail: '', tailLines: 0, hasLines: false, blank: '', isClosed: fence === null }
    this.push(depth, line.offset, (base) => ({ ...base, ...code, kind: 'code', fence, memo: newMemo() }))
  }

  /** A paragraph becomes the heading that the line under it makes of it. */
  private underline(paragraph: Paragraph, content: string): boolean {
    const depth = starts.underlineDepth(content)
    if (depth === null || paragraph.isLong) return false
    this.takeDefinitions(paragraph, true)
    const { key, parent, index } = paragraph
    const text = paragraph.text.trim()
    if (text === '') return false
    this.open.pop()
    const isFinal = !this.isProvisional
    replaceChild({ kind: 'heading', key, parent, index, isFinal, depth, text, memo: newLeafMemo() })
    return true
  }

  /** The last line of a paragraph becomes the head of the table whose delimiter row the line is. */
  private openTable(paragraph: Paragraph, content: string): boolean {
    if (paragraph.isLong) return false
    const head = paragraph.text.slice(paragraph.lastLine)
    const align = starts.columnsOf(content.trimEnd(), head)
    if (align === null) return false
    this.addTable(paragraph, head, align)
    return true
  }

  protected addTable(paragraph: Paragraph, head: string, align: readonly ColumnAlign[]): void {
    const { key, parent, index, lastLine } = paragraph
    const offset = key + lastLine
    const isFinal = !this.isProvisional
    const row: Row = {
      kind: 'row',
      key: -1,
      text: head,
      parent: null,
      index: 0,
      isFinal,
      memo: newLeafMemo(),
    }
    const make = (base: Omit<Table, 'kind' | 'align' | 'children' | 'head' | 'memo'>): Table => {
      const table: Table = { ...base, kind: 'table', align, children: [], head: row, memo: newParentMemo() }
      row.parent = table
      return table
    }
    if (lastLine === 0) {
      this.open.pop()
      const table = make({ key, parent, index, isFinal: false })
      replaceChild(table)
      this.open.push(table)
    } else {
      paragraph.text = paragraph.text.slice(0, lastLine - 1)
      this.closeTo(this.open.length - 1)
      this.push(this.open.length, offset, make)
    }
  }

  private openMath(line: Line, depth: number, isInParagraph: boolean): boolean {
    const { content } = line
    const opening = openingAt(content, 0)
    if (opening === null || opening === '\\(' || this.bannedMath.includes(opening)) return false
    const end = content.indexOf(closingOf(opening), 2)
    const tex = end === -1 ? content.slice(2) : content.slice(2, end)
    if (end !== -1 && (content.slice(end + 2).trim() !== '' || tex.trim() === '')) return false
    if (opening === '\\[' && tex.trim() !== '' && !isBracketMath(tex)) return false
    if (end !== -1 && opening === '$$' && /\s/.test(tex.trim()) && !isDisplayMath(tex)) return false
    const lines = end === -1 ? [{ text: line.rest, offset: line.offset }] : []
    const math = { opening, lines, isInParagraph, tex, isClosed: end !== -1 }
    this.push(depth, line.offset, (base) => ({ ...base, ...math, kind: 'math', memo: newMemo() }))
    if (end !== -1) this.closeTo(this.open.length - 1)
    return true
  }
}
