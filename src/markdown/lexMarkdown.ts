import { Hooks, Lexer, type Links, type MarkedToken, type Token } from 'marked'
import { PUNCTUATION_BEFORE_CJK_CLOSE } from './characters.ts'
import { ChatTokenizer } from './chatTokenizer.ts'
import {
  footnoteBlock,
  footnoteKey,
  footnoteReference,
  type FootnoteReferenceToken,
  type FootnoteToken,
} from './footnoteSyntax.ts'
import {
  maskMath,
  mathBlock,
  mathBlockStart,
  mathInline,
  mathInlineStart,
  type MathToken,
} from './mathSyntax.ts'
import { closeInlines, missingTableDelimiter } from './unfinished.ts'

export type ChatToken = MarkedToken | MathToken | FootnoteToken | FootnoteReferenceToken

const TYPES: ReadonlySet<string> = new Set<ChatToken['type']>([
  ...([
    'blockquote',
    'br',
    'checkbox',
    'code',
    'codespan',
    'def',
    'del',
    'em',
    'escape',
    'heading',
    'hr',
  ] as const),
  ...([
    'html',
    'image',
    'link',
    'list',
    'list_item',
    'paragraph',
    'space',
    'strong',
    'table',
    'text',
  ] as const),
  ...(['math', 'footnote', 'footnote_reference'] as const),
])

/** marked types its tokens loosely, for extensions; these are all that ours makes. */
export const isChatToken = (token: Token): token is ChatToken => TYPES.has(token.type)

class ChatHooks extends Hooks {
  override emStrongMask(src: string): string {
    return maskMath(src).replace(PUNCTUATION_BEFORE_CJK_CLOSE, (mark) => 'a'.repeat(mark.length))
  }
}

const tokenizer = new ChatTokenizer()
const OPTIONS = {
  gfm: true,
  tokenizer,
  hooks: new ChatHooks(),
  extensions: {
    renderers: {},
    childTokens: {},
    block: [mathBlock, footnoteBlock],
    inline: [mathInline, footnoteReference],
    startBlock: [mathBlockStart],
    startInline: [mathInlineStart],
  },
}

interface Leaf {
  siblings: Token[]
  token: Extract<ChatToken, { type: 'paragraph' | 'heading' | 'text' }> | { type: 'cell'; tokens: Token[] }
}

/** Where the text ends, if that is in a paragraph, heading, list item or table cell. */
function lastLeaf(siblings: Token[]): Leaf | null {
  const token = siblings.findLast((sibling) => sibling.type !== 'space')
  if (token === undefined || !isChatToken(token)) return null
  switch (token.type) {
    case 'blockquote':
    case 'footnote':
      return lastLeaf(token.tokens)
    case 'list':
      return lastLeaf(token.items.at(-1)?.tokens ?? [])
    case 'table': {
      const cell = (token.rows.at(-1) ?? token.header).findLast(({ text }) => text !== '')
      return cell === undefined ? null : { siblings, token: { type: 'cell', tokens: cell.tokens } }
    }
    case 'paragraph':
    case 'heading':
    case 'text':
      return { siblings, token }
    default:
      return null
  }
}

/** A paragraph that looks like a table's head becomes that table. */
function completeTable(lexer: Lexer, { siblings, token }: Leaf): void {
  if (token.type !== 'paragraph' && token.type !== 'text') return
  const delimiter = missingTableDelimiter(token.text)
  if (delimiter === null) return
  const queued = lexer.inlineQueue.findIndex(({ tokens }) => tokens === token.tokens)
  const table = tokenizer.table(token.text.trim() + delimiter)
  if (table === undefined || queued === -1) return
  lexer.inlineQueue.splice(queued, 1)
  siblings[siblings.indexOf(token)] = { ...table, raw: token.raw }
}

/** Closes what is open at the end of a growing text; tells of the maths there that waits for its end mark. */
function completeEnd(lexer: Lexer): Token[] | null {
  const head = lastLeaf(lexer.tokens)
  if (head !== null) completeTable(lexer, head)
  const leaf = lastLeaf(lexer.tokens)
  const queued = lexer.inlineQueue.find(({ tokens }) => tokens === leaf?.token.tokens)
  if (queued === undefined) return null
  const closed = closeInlines(queued.src)
  queued.src = closed.text
  return closed.isMathOpen ? queued.tokens : null
}

function markOpenMath(tokens: Token[]): void {
  const last = tokens.at(-1)
  if (last === undefined || !isChatToken(last)) return
  if (last.type === 'math') last.isOpen = true
  else if ('tokens' in last) markOpenMath(last.tokens)
}

/**
 * Lexes whole blocks of text with `\n` line ends.
 * @param definitions link and footnote definitions known from elsewhere in the document; not changed
 * @param isGrowing closes what is unfinished at the end, for showing
 */
export function lexMarkdown(
  text: string,
  definitions: Links,
  isGrowing: boolean,
): { tokens: Token[]; definitions: Links } {
  const lexer = new Lexer(OPTIONS)
  Object.assign(lexer.tokens.links, definitions)
  try {
    lexer.blockTokens(text, lexer.tokens)
    const openMath = isGrowing ? completeEnd(lexer) : null
    for (const { src, tokens } of lexer.inlineQueue) lexer.inlineTokens(src, tokens)
    if (openMath !== null) markOpenMath(openMath)
    return { tokens: lexer.tokens, definitions: lexer.tokens.links }
  } catch (error) {
    // Thousands of quotes or lists in one another exhaust the lexer's stack: such a text is shown as it came.
    if (!(error instanceof RangeError)) throw error
    return { tokens: [{ type: 'html', raw: text, text, pre: false, block: true }], definitions }
  }
}

/** Adds the definitions that these tokens make to `into`; of a name defined twice, the first in the document holds. */
export function collectDefinitions(tokens: readonly Token[], all: Links, into: Links): void {
  const keep = (key: string): void => {
    const definition = all[key]
    if (definition !== undefined) into[key] ??= definition
  }
  for (const token of tokens.filter(isChatToken)) {
    if (token.type === 'def') keep(token.tag)
    if (token.type === 'footnote') keep(footnoteKey(token.label))
    if (token.type === 'list') for (const item of token.items) collectDefinitions(item.tokens, all, into)
    if (token.type === 'blockquote' || token.type === 'footnote') collectDefinitions(token.tokens, all, into)
  }
}
