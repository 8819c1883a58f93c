import type { Token, Tokens } from 'marked'
import type { Block, ListItem, TableRow } from './blocks.ts'
import { buildInlines } from './buildInlines.ts'
import { cutCode } from './cutCode.ts'
import { decodeEntities } from './entities.ts'
import { type ChatToken, isChatToken } from './lexMarkdown.ts'

/** Deeper nesting means nothing to a reader, and would exhaust the stack when drawn. */
const MAX_DEPTH = 40

interface Place {
  key: number
  isOpen: boolean
}

/** Does the fence that the raw text begins with end in it? Indented code always has ended. */
function isFenceClosed(raw: string): boolean {
  const opening = /^\s*(`{3,}|~{3,})[^\n]*\n/.exec(raw)
  if (opening?.[1] === undefined) return !/^\s*(?:`{3}|~{3})/.test(raw)
  const closing = /(?:^|\n) {0,3}(`{3,}|~{3,})[ \t]*\n*$/.exec(raw.slice(opening[0].length))
  return closing?.[1]?.[0] === opening[1][0] && (closing?.[1]?.length ?? 0) >= opening[1].length
}

function buildRow(cells: readonly Tokens.TableCell[], key: number, isOpen: boolean): TableRow {
  return {
    key,
    isOpen,
    cells: cells.map((cell) => ({ align: cell.align, children: buildInlines(cell.tokens) })),
  }
}

function buildItem(item: Tokens.ListItem, place: Place, depth: number): ListItem {
  return {
    ...place,
    isChecked: item.task ? (item.checked ?? false) : null,
    isLoose: item.loose,
    children: buildBlocks(
      item.tokens.filter(({ type }) => type !== 'checkbox'),
      place.isOpen,
      depth + 1,
    ),
  }
}

function buildTable(token: Tokens.Table, place: Place): Block {
  const last = token.rows.length - 1
  return {
    ...place,
    type: 'table',
    align: token.align,
    head: buildRow(token.header, -1, place.isOpen && last === -1),
    rows: token.rows.map((cells, index) => buildRow(cells, index, place.isOpen && index === last)),
  }
}

function buildBlock(token: ChatToken, place: Place, depth: number): Block | null {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return null
    case 'paragraph':
      return { ...place, type: 'paragraph', children: buildInlines(token.tokens) }
    case 'text':
      return { ...place, type: 'tight', children: buildInlines(token.tokens ?? [token]) }
    case 'heading':
      return { ...place, type: 'heading', depth: token.depth, children: buildInlines(token.tokens) }
    case 'code': {
      const info = decodeEntities(token.lang ?? '')
      const language = info.split(/[\s,{]/, 1)[0] ?? ''
      const chunks = cutCode(token.text)
      return { ...place, type: 'code', language, info, chunks, isClosed: isFenceClosed(token.raw) }
    }
    case 'blockquote':
      return { ...place, type: 'quote', children: buildBlocks(token.tokens, place.isOpen, depth + 1) }
    case 'footnote':
      return {
        ...place,
        type: 'footnote',
        label: token.label,
        children: buildBlocks(token.tokens, place.isOpen, depth + 1),
      }
    case 'list': {
      const { ordered: isOrdered, start, loose: isLoose } = token
      const last = token.items.length - 1
      const items = token.items.map((item, key) =>
        buildItem(item, { key, isOpen: place.isOpen && key === last }, depth),
      )
      return { ...place, type: 'list', isOrdered, start: start === '' ? 1 : start, isLoose, items }
    }
    case 'table':
      return buildTable(token, place)
    case 'math':
      return { ...place, type: 'math', tex: token.tex }
    case 'html':
      return { ...place, type: 'html', text: token.text.trimEnd() }
    case 'hr':
      return { ...place, type: 'rule' }
    default:
      return { ...place, type: 'tight', children: buildInlines([token]) }
  }
}

/**
 * The blocks that tokens stand for.
 * @param isOpen the text still grows after the last of them
 * @param depth how many blocks they are within
 * @param offset where they begin in the document; without it the keys are indexes
 */
export function buildBlocks(
  tokens: readonly Token[],
  isOpen: boolean,
  depth: number,
  offset?: number,
): Block[] {
  if (depth > MAX_DEPTH)
    return [{ key: 0, isOpen, type: 'html', text: tokens.map(({ raw }) => raw).join('') }]
  const blocks: Block[] = []
  const last = tokens.findLastIndex(({ type }) => type !== 'space')
  let at = offset ?? 0
  for (const [index, token] of tokens.entries()) {
    const place = { key: offset === undefined ? index : at, isOpen: isOpen && index === last }
    const block = isChatToken(token) ? buildBlock(token, place, depth) : null
    if (block !== null) blocks.push(block)
    at += token.raw.length
  }
  return blocks
}
