import {
  computed,
  defineComponent,
  type FunctionalComponent,
  h,
  inject,
  ref,
  type VNode,
  type VNodeProps,
} from 'vue'
import type { Block, ListItem, TableRow } from '@/markdown/blocks.ts'
import CodeBlock from './CodeBlock.vue'
import FootnoteLabel from './FootnoteLabel.vue'
import { caretNode, inlineNodes } from './inlineNodes.ts'
import MathFormula from './MathFormula.vue'
import MermaidBlock from './MermaidBlock.vue'
import { cutRuns } from './runs.ts'
import TableRegion from './TableRegion.vue'
import TaskBox from './TaskBox.vue'
import { IS_CALM } from './useSettledRuns.ts'

/** More parts than this are drawn in runs of as many. */
export const RUN_LENGTH = 48

interface BlockProps extends VNodeProps {
  block: Block
  /** Added to the depth of headings, so that they follow the page's own. */
  headingShift: number
}

// One component a part: Vue skips those whose part is the object it was before.
interface RowProps extends VNodeProps {
  row: TableRow
  tag: 'th' | 'td'
  /** The table is laid out as blocks: what its parts are has to be said. */
  isLong: boolean
}

const MarkdownRow: FunctionalComponent<RowProps> = ({ row, tag, isLong }) => {
  const last = row.isOpen ? row.cells.findLastIndex(({ children }) => children.length > 0) : -1
  return h(
    'tr',
    isLong ? { role: 'row' } : null,
    row.cells.map(({ align, children }, index) => {
      const name = children.length === 0 ? 'td' : tag
      const role = isLong ? (name === 'th' ? 'columnheader' : 'cell') : undefined
      return h(
        name,
        { class: align === null ? undefined : `align-${align}`, role },
        inlineNodes(children, index === last),
      )
    }),
  )
}
MarkdownRow.props = ['row', 'tag', 'isLong']

interface ItemProps extends VNodeProps {
  item: ListItem
  headingShift: number
  /** Its number, where the browser could not count to it. */
  value?: number | undefined
  /** It stands in the box of a run: that it belongs to the list has to be said. */
  isInRun: boolean
}

const MarkdownItem: FunctionalComponent<ItemProps> = ({ item, headingShift, value, isInRun }) =>
  h('li', { class: { task: item.isChecked !== null }, value, role: isInRun ? 'listitem' : undefined }, [
    item.isChecked === null ? null : h(TaskBox, { isChecked: item.isChecked }),
    partNodes(item.children, headingShift),
    item.isOpen && item.children.length === 0 ? caretNode() : null,
  ])
MarkdownItem.props = ['item', 'headingShift', 'value', 'isInRun']

type Part = Block | ListItem | TableRow

interface Place {
  isInRun: boolean
  value?: number | undefined
}

function partNode(part: Part, headingShift: number, place: Place): VNode {
  if ('cells' in part) return h(MarkdownRow, { key: part.key, row: part, tag: 'td', isLong: true })
  if ('isChecked' in part) return h(MarkdownItem, { key: part.key, item: part, headingShift, ...place })
  return h(MarkdownBlock, { key: part.key, block: part, headingShift })
}

interface PartsProps extends VNodeProps {
  parts: readonly Part[]
  headingShift: number
  /** The number of the first item of an ordered list. */
  from?: number | undefined
}

/** Some parts in a row; while the array is the one it was before, Vue looks at none of them. */
export const MarkdownRun: FunctionalComponent<PartsProps> = ({ parts, headingShift, from }) =>
  parts.map((part, index) =>
    partNode(part, headingShift, { isInRun: true, value: index === 0 ? from : undefined }),
  )
MarkdownRun.props = ['parts', 'headingShift', 'from']

/**
 * Any number of parts, in runs. Those that are behind are left out of layout while they are far away: by now the browser
 * knows how high they are.
 */
const MarkdownParts = defineComponent(
  (props: PartsProps & { tag: 'div' | 'tbody' }) => {
    const isCalm = inject(IS_CALM, ref(false))
    const runs = computed<readonly (readonly Part[])[]>((before) => cutRuns(props.parts, before, RUN_LENGTH))
    // To assistive technology the box of a run is not there.
    const role = props.tag === 'div' ? 'none' : 'rowgroup'
    return (): VNode[] =>
      runs.value.map((parts, index) => {
        const isSettled = isCalm.value && index < runs.value.length - 2
        const from = props.from === undefined ? undefined : props.from + index * RUN_LENGTH
        return h(props.tag, { key: index, class: ['part-run', { settled: isSettled }], role }, [
          h(MarkdownRun, { parts, headingShift: props.headingShift, from }),
        ])
      })
  },
  // eslint-disable-next-line vue/require-prop-types -- TypeScript knows them
  { props: ['parts', 'headingShift', 'from', 'tag'] },
)

/** What is in an item or quoted, or the items of a list: a few just so, all further ones in runs. */
function partNodes(parts: readonly (Block | ListItem)[], headingShift: number, start?: number): VNode[] {
  const nodes = parts.slice(0, RUN_LENGTH).map((part) => partNode(part, headingShift, { isInRun: false }))
  const from = start === undefined ? undefined : start + RUN_LENGTH
  const rest = parts.slice(RUN_LENGTH)
  if (rest.length > 0)
    nodes.push(h(MarkdownParts, { key: 'rest', tag: 'div', parts: rest, headingShift, from }))
  return nodes
}

function listNode(block: Extract<Block, { type: 'list' }>, headingShift: number): VNode {
  const start = block.isOrdered ? block.start : undefined
  return h(
    block.isOrdered ? 'ol' : 'ul',
    {
      class: { loose: block.isLoose },
      start: start === 1 ? undefined : start,
      role: block.items.length > RUN_LENGTH ? 'list' : undefined,
    },
    partNodes(block.items, headingShift, start),
  )
}

/** The rows after the first ones are in runs, which are laid out by themselves: see `TableRegion`. */
function tableNode({ head, rows }: Extract<Block, { type: 'table' }>, headingShift: number): VNode {
  const isLong = rows.length > RUN_LENGTH
  const role = isLong ? 'rowgroup' : undefined
  const first = rows
    .slice(0, RUN_LENGTH)
    .map((row) => h(MarkdownRow, { key: row.key, row, tag: 'td', isLong }))
  const rest = isLong
    ? h(MarkdownParts, { key: 'rest', tag: 'tbody', parts: rows.slice(RUN_LENGTH), headingShift })
    : null
  const table = h('table', { role: isLong ? 'table' : undefined }, [
    h('thead', { role }, h(MarkdownRow, { row: head, tag: 'th', isLong })),
    h('tbody', { role }, first),
    rest,
  ])
  return h(TableRegion, { isLong }, () => table)
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
      return h('div', { class: 'footnote', tabindex: -1, 'data-footnote-note': block.label.toLowerCase() }, [
        h(FootnoteLabel, { label: block.label }),
        h('div', partNodes(block.children, headingShift)),
      ])
    case 'html':
      return h('p', { class: 'html' }, /^<br\s*\/?>$/i.test(block.text) ? h('br') : block.text)
    case 'rule':
      return h('hr')
  }
}
MarkdownBlock.props = ['block', 'headingShift']
