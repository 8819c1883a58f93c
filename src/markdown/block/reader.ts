import type { Definition } from '../inline/destination.ts'
import { closingOf, isDisplayMath } from '../inline/mathSyntax.ts'
import type { Line } from './line.ts'
import { type Code, copyOpen, type MathBlock, type TreeNode } from './nodes.ts'
import { BlockOpeners } from './openers.ts'
import { cellsOf, isFenceEnd } from './starts.ts'
import { addToCode, addToHtml } from './text.ts'

/** So long may maths on lines of its own be, in characters. */
const MAX_MATH = 16_384

/** `$$ is the number of the shell`: while its end mark may yet come, that is shown as text. */
function isLikelyMath({ lines }: MathBlock): boolean {
  const first = lines[0]?.text.trim().slice(2) ?? ''
  return first === '' || isDisplayMath(first)
}

/**
 * Adds lines to a tree of blocks (CommonMark, "A parsing strategy", phase 1).
 * Each line first goes on with the open blocks that it can, then opens new ones, and what is left is text.
 */
export class BlockReader extends BlockOpeners {
  /** A reader that goes on where this one is, and changes nothing of it. */
  copy(define: (definition: Definition) => void): BlockReader {
    const copy = new BlockReader(copyOpen(this.open), define, true)
    copy.isAfterBlank = this.isAfterBlank
    return copy
  }

  get root(): TreeNode | undefined {
    return this.open[0]
  }

  /** The deepest open block. */
  get tip(): TreeNode | undefined {
    return this.open.at(-1)
  }

  /**
   * Ends every open block.
   * @param isGrowing maths may yet get its end mark
   */
  finish(isGrowing: boolean): void {
    const { tip } = this
    if (isGrowing && tip?.kind === 'math' && isLikelyMath(tip)) this.open.pop()
    if (isGrowing && tip?.kind === 'paragraph' && !tip.isLong) {
      const head = tip.text.slice(tip.lastLine)
      if (/^\|[ \t]*[^\s|:-]/.test(head))
        this.addTable(
          tip,
          head,
          cellsOf(head).map(() => null),
        )
    }
    this.closeTo(1)
  }

  /** Adds a line. */
  override add(line: Line, from = 1): void {
    let matched = from
    while (matched < this.open.length) {
      const node = this.open[matched]
      if (node === undefined) break
      if (this.goesOn(node, line)) {
        // A closing fence or an end of maths has taken the whole line.
        if (matched >= this.open.length) return
        matched += 1
      } else if (node.kind === 'math') {
        this.open.pop()
        this.rereadMath(node)
      } else break
    }
    const { isBlank } = line
    this.openBlocks(line, matched)
    this.isAfterBlank = isBlank && (this.isAfterBlank || !this.isBlankInside(matched))
  }

  /** Adds what follows of a line that was too long to be added at once. */
  addRest(text: string, offset: number): void {
    const { tip } = this
    if (tip?.kind === 'paragraph') this.extend(tip, text, false)
    else if (tip?.kind === 'code') addToCode(tip, text, false)
    else if (tip?.kind === 'html') addToHtml(tip, text, false)
    else if (text.trim() !== '') this.addParagraph(text.trimStart(), offset, true)
  }

  private isBlankInside(matched: number): boolean {
    const node = this.open[matched - 1]
    return node?.kind === 'quote' || node?.kind === 'html' || (node?.kind === 'code' && node.fence !== null)
  }

  /** Can the line be part of an open block? Takes what belongs to that off the line. */
  private goesOn(node: TreeNode, line: Line): boolean {
    switch (node.kind) {
      case 'quote':
        return this.quoteGoesOn(line)
      case 'list':
      case 'root':
        return true
      case 'item':
        if (line.isBlank) {
          line.skipSpaces()
          return node.children.length > 0
        }
        if (line.indent < node.indent) return false
        line.skipColumns(node.indent)
        return true
      case 'footnote':
        if (line.isBlank) line.skipSpaces()
        else if (line.indent < 2) return false
        else line.skipColumns(Math.min(line.indent, 4))
        return true
      case 'code':
        return this.codeGoesOn(node, line)
      case 'html':
        return node.end !== null || !line.isBlank
      case 'math':
        return this.mathGoesOn(node, line)
      case 'paragraph':
      case 'table':
        return !line.isBlank
      case 'heading':
      case 'rule':
      case 'row':
        return false
    }
  }

  private quoteGoesOn(line: Line): boolean {
    if (line.indent > 3 || !line.content.startsWith('>')) return false
    line.skipSpaces()
    line.skipCharacters(1)
    line.skipColumns(1)
    return true
  }

  private codeGoesOn(code: Code, line: Line): boolean {
    if (code.fence === null) {
      if (line.indent < 4 && !line.isBlank) return false
      line.skipColumns(4)
      return true
    }
    if (!line.isLong && line.indent < 4 && isFenceEnd(line.content, code.fence.mark)) {
      code.isClosed = true
      this.closeTo(this.open.length - 1)
      this.isAfterBlank = false
      return true
    }
    line.skipColumns(Math.min(line.indent, code.fence.indent))
    return true
  }

  private mathGoesOn(math: MathBlock, line: Line): boolean {
    const { rest } = line
    const end = rest.indexOf(closingOf(math.opening))
    if (end === -1) return !line.isBlank && !line.isLong && math.tex.length + rest.length <= MAX_MATH
    const tex = `${math.tex}\n${rest.slice(0, end)}`
    if (line.isLong || rest.slice(end + 2).trim() !== '' || tex.trim() === '') return false
    math.tex = tex
    math.isClosed = true
    this.closeTo(this.open.length - 1)
    this.isAfterBlank = false
    return true
  }
}
