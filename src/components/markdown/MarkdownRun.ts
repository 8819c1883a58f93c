import { computed, defineComponent, type FunctionalComponent, h, type VNode, type VNodeProps } from 'vue'
import type { Block, ListItem, TableRow } from '@/markdown/blocks.ts'
import CodeBlock from './CodeBlock.vue'
import { caretNode, inlineNodes } from './inlineNodes.ts'
import MathFormula from './MathFormula.vue'
import MermaidBlock from './MermaidBlock.vue'
import { cutRuns } from './runs.ts'
import TableRegion from './TableRegion.vue'
import TaskBox from './TaskBox.vue'

/** More parts than this are drawn in runs of as many. */
export const RUN_LENGTH = 48

interface BlockProps extends VNodeProps {
  block: Block
  /** Added to the depth of headings, so that they follow the page's own. */
  headingShift: number
}

// One component a part: Vue skips those whose part is the object it was before.
const MarkdownRow: FunctionalComponent<{ row: TableRow; tag: 'th' | 'td' } & VNodeProps> = ({ row, tag }) => {
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

const MarkdownItem: FunctionalComponent<{ item: ListItem; headingShift: number } & VNodeProps> = ({
  item,
  headingShift,
}) =>
  h('li', { class: { task: item.isChecked !== null } }, [
    item.isChecked === null ? null : h(TaskBox, { isChecked: item.isChecked }),
    partNodes(item.children, headingShift),
    item.isOpen && item.children.length === 0 ? caretNode() : null,
  ])
MarkdownItem.props = ['item', 'headingShift']

type Part = Block | ListItem | TableRow

function partNode(part: Part, headingShift: number): VNode {
  if ('cells' in part) return h(MarkdownRow, { key: part.key, row: part, tag: 'td' })
  if ('isChecked' in part) return h(MarkdownItem, { key: part.key, item: part, headingShift })
  return h(MarkdownBlock, { key: part.key, block: part, headingShift })
}

interface PartsProps extends VNodeProps {
  parts: readonly Part[]
  headingShift: number
}

/** Some parts in a row; while the array is the one it was before, Vue looks at none of them. */
export const MarkdownRun: FunctionalComponent<PartsProps> = ({ parts, headingShift }) =>
  parts.map((part) => partNode(part, headingShift))
MarkdownRun.props = ['parts', 'headingShift']

/** Any number of parts, in runs. */
const MarkdownParts = defineComponent(
  (props: PartsProps) => {
    const runs = computed<readonly (readonly Part[])[]>((before) => cutRuns(props.parts, before, RUN_LENGTH))
    return (): VNode[] =>
      runs.value.map((parts, index) =>
        h(MarkdownRun, { key: index, parts, headingShift: props.headingShift }),
      )
  },
  // eslint-disable-next-line vue/require-prop-types -- TypeScript knows them
  { props: ['parts', 'headingShift'] },
)

/** The items of a list, the rows of a table, what is quoted: a few of them just so, all further ones in runs. */
function partNodes(parts: readonly Part[], headingShift: number): VNode[] {
  const nodes = parts.slice(0, RUN_LENGTH).map((part) => partNode(part, headingShift))
  if (parts.length > RUN_LENGTH)
    nodes.push(h(MarkdownParts, { key: 'rest', parts: parts.slice(RUN_LENGTH), headingShift }))
  return nodes
}

function listNode(block: Extract<Block, { type: 'list' }>, headingShift: number): VNode {
  const start = block.isOrdered && block.start !== 1 ? block.start : undefined
  return h(
    block.isOrdered ? 'ol' : 'ul',
    { class: { loose: block.isLoose }, start },
    partNodes(block.items, headingShift),
  )
}

function tableNode(block: Extract<Block, { type: 'table' }>, headingShift: number): VNode {
  const table = h('table', [
    h('thead', h(MarkdownRow, { row: block.head, tag: 'th' })),
    h('tbody', partNodes(block.rows, headingShift)),
  ])
  return h(TableRegion, () => table)
}

function codeNode(block: Extract<Block, { type: 'code' }>, isOpen: boolean): VNode {
  const { chunks, language } = block
  const isGrowing = isOpen && !block.isClosed
  return language.toLowerCase() === 'mermaid'
    ? h(MermaidBlock, { chunks, isGrowing })
    : h(CodeBlock, { chunks, language, isGrowing })
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
    case 'code':
      return codeNode(block, block.isOpen)
    case 'math':
      return h(MathFormula, { tex: block.tex, isDisplay: true, isOpen: !block.isClosed })
    case 'quote':
      return h('blockquote', partNodes(block.children, headingShift))
    case 'list':
      return listNode(block, headingShift)
    case 'table':
      return tableNode(block, headingShift)
    case 'footnote':
      return h('div', { class: 'footnote', tabindex: -1, 'data-footnote': block.label.toLowerCase() }, [
        h('span', { class: 'footnote-label' }, block.label),
        h('div', partNodes(block.children, headingShift)),
      ])
    case 'html':
      return h('p', { class: 'html' }, /^<br\s*\/?>$/i.test(block.text) ? h('br') : block.text)
    case 'rule':
      return h('hr')
  }
}
MarkdownBlock.props = ['block', 'headingShift']
