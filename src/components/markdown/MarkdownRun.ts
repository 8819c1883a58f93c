import { type FunctionalComponent, h, type VNode, type VNodeProps } from 'vue'
import { type Block, codeText, type ListItem, type TableRow } from '@/markdown/blocks.ts'
import CodeBlock from './CodeBlock.vue'
import { caretNode, inlineNodes } from './inlineNodes.ts'
import MathFormula from './MathFormula.vue'
import TableRegion from './TableRegion.vue'
import TaskBox from './TaskBox.vue'

interface BlockProps extends VNodeProps {
  block: Block
  /** Added to the depth of headings, so that they follow the page's own. */
  headingShift: number
}

// One component a part: Vue skips those whose part is the object it was before.
const MarkdownRow: FunctionalComponent<{ row: TableRow; tag: 'th' | 'td' }> = ({ row, tag }) => {
  const last = row.isOpen ? row.cells.findLastIndex(({ children }) => children.length > 0) : -1
  return h(
    'tr',
    row.cells.map(({ align, children }, index) =>
      h(
        children.length === 0 ? 'td' : tag,
        { class: align === null ? undefined : `align-${align}` },
        inlineNodes(children, index === last),
      ),
    ),
  )
}
MarkdownRow.props = ['row', 'tag']

const MarkdownItem: FunctionalComponent<{ item: ListItem; headingShift: number }> = ({
  item,
  headingShift,
}) =>
  h('li', { class: { task: item.isChecked !== null } }, [
    item.isChecked === null ? null : h(TaskBox, { isChecked: item.isChecked }),
    blockNodes(item.children, headingShift),
    item.isOpen && item.children.length === 0 ? caretNode() : null,
  ])
MarkdownItem.props = ['item', 'headingShift']

function blockNodes(blocks: readonly Block[], headingShift: number): VNode[] {
  return blocks.map((block) => h(MarkdownBlock, { key: block.key, block, headingShift }))
}

function tableNode(block: Extract<Block, { type: 'table' }>): VNode {
  const table = h('table', [
    h('thead', h(MarkdownRow, { row: block.head, tag: 'th' })),
    h(
      'tbody',
      block.rows.map((row) => h(MarkdownRow, { key: row.key, row, tag: 'td' })),
    ),
  ])
  return h(TableRegion, () => table)
}

/** One block of a reply. */
const MarkdownBlock: FunctionalComponent<BlockProps> = ({ block, headingShift }) => {
  switch (block.type) {
    case 'paragraph':
      return h('p', inlineNodes(block.children, block.isOpen))
    case 'tight':
      return inlineNodes(block.children, block.isOpen)
    case 'heading': {
      const level = Math.min(Math.max(block.depth + headingShift, 2), 6)
      return h(`h${level}`, { class: `heading-${block.depth}` }, inlineNodes(block.children, block.isOpen))
    }
    case 'code': {
      const isGrowing = block.isOpen && !block.isClosed
      return h(CodeBlock, { text: codeText(block), language: block.language, isGrowing })
    }
    case 'math':
      return h(MathFormula, { tex: block.tex, isDisplay: true })
    case 'quote':
      return h('blockquote', blockNodes(block.children, headingShift))
    case 'list':
      return h(
        block.isOrdered ? 'ol' : 'ul',
        {
          class: { loose: block.isLoose },
          start: block.isOrdered && block.start !== 1 ? block.start : undefined,
        },
        block.items.map((item) => h(MarkdownItem, { key: item.key, item, headingShift })),
      )
    case 'table':
      return tableNode(block)
    case 'footnote':
      return h('div', { class: 'footnote', tabindex: -1, 'data-footnote': block.label.toLowerCase() }, [
        h('span', { class: 'footnote-label' }, block.label),
        h('div', blockNodes(block.children, headingShift)),
      ])
    case 'html':
      return h('p', { class: 'html' }, /^<br\s*\/?>$/i.test(block.text) ? h('br') : block.text)
    case 'rule':
      return h('hr')
  }
}
MarkdownBlock.props = ['block', 'headingShift']

/** Some blocks in a row; while the array is the one it was before, Vue looks at none of them. */
export const MarkdownRun: FunctionalComponent<
  { blocks: readonly Block[]; headingShift: number } & VNodeProps
> = ({ blocks, headingShift }) => blockNodes(blocks, headingShift)
MarkdownRun.props = ['blocks', 'headingShift']
