import { parseBlocks } from './blockParser.ts'
import { type Block, codeText, type Inline, type ListItem, type TableRow } from './blocks.ts'

function inlineText(inline: Inline): string {
  switch (inline.type) {
    case 'text':
    case 'code':
    case 'html':
      return inline.text
    case 'strong':
    case 'emphasis':
    case 'strikethrough':
    case 'link':
    case 'mark':
      return textOf(inline.children)
    case 'image':
      return inline.alt
    case 'math':
      return inline.tex
    case 'footnote-reference':
      return `[${inline.label}]`
    case 'break':
      return '\n'
  }
}

const textOf = (inlines: readonly Inline[]): string => inlines.map(inlineText).join('')
const indent = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`)

function itemText(item: ListItem, marker: string): string {
  const box = item.isChecked === null ? '' : item.isChecked ? '☑ ' : '☐ '
  return marker + box + indent(blocksText(item.children, item.isLoose), ' '.repeat(marker.length))
}

const rowText = (row: TableRow): string => row.cells.map((cell) => textOf(cell.children)).join('\t')

function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'tight':
    case 'heading':
      return textOf(block.children)
    case 'code':
      return codeText(block)
    case 'html':
      return block.text
    case 'math':
      return block.tex
    case 'quote':
      return blocksText(block.children, true)
    case 'footnote':
      return `[${block.label}] ${blocksText(block.children, true)}`
    case 'list':
      return block.items
        .map((item, index) => itemText(item, block.isOrdered ? `${block.start + index}. ` : '• '))
        .join('\n')
    case 'table':
      return [block.head, ...block.rows].map(rowText).join('\n')
    case 'rule':
      return '———'
  }
}

const blocksText = (blocks: readonly Block[], isLoose: boolean): string =>
  blocks.map(blockText).join(isLoose ? '\n\n' : '\n')

/** What a Markdown text says, without its marks: for copying as text and for excerpts. */
export function toPlainText(markdown: string): string {
  return blocksText(parseBlocks(markdown), true)
}
