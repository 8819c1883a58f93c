import type { Token, Tokens } from 'marked'
import { linkAddress, markIndex } from './addresses.ts'
import type { Inline } from './blocks.ts'
import { CJK_SOFT_BREAK } from './characters.ts'
import { decodeEntities } from './entities.ts'
import { type ChatToken, isChatToken } from './lexMarkdown.ts'

/** Deeper nesting means nothing to a reader, and would exhaust the stack when drawn. */
const MAX_DEPTH = 40

const literal = (text: string): Inline[] => [{ type: 'text', text }]

const titleOf = (title: string | null | undefined): string | null =>
  title === null || title === undefined || title === '' ? null : decodeEntities(title)

/** A link to anything but an address to go to is only its text. */
function buildLink({ href: raw, text, title, tokens, autolink }: Tokens.Link, depth: number): Inline[] {
  const isLiteral = autolink === true
  const href = linkAddress(isLiteral ? raw : decodeEntities(raw))
  const children = isLiteral ? literal(text) : buildInlines(tokens, depth + 1)
  const index = markIndex(raw)
  if (index !== null) return [{ type: 'mark', index, children }]
  return href === null ? children : [{ type: 'link', href, title: titleOf(title), children }]
}

function build(token: ChatToken, depth: number): Inline[] {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined
        ? literal(decodeEntities(token.text).replace(CJK_SOFT_BREAK, ''))
        : buildInlines(token.tokens, depth + 1)
    case 'escape':
      return literal(token.text)
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? [{ type: 'break' }] : literal(token.raw)
    case 'strong':
      return [{ type: 'strong', children: buildInlines(token.tokens, depth + 1) }]
    case 'em':
      return [{ type: 'emphasis', children: buildInlines(token.tokens, depth + 1) }]
    case 'del':
      return [{ type: 'strikethrough', children: buildInlines(token.tokens, depth + 1) }]
    case 'codespan':
      return [{ type: 'code', text: token.text }]
    case 'br':
      return [{ type: 'break' }]
    case 'link':
      return buildLink(token, depth)
    case 'image':
      return [
        {
          type: 'image',
          source: decodeEntities(token.href),
          alt: decodeEntities(token.text),
          title: titleOf(token.title),
        },
      ]
    case 'math':
      return [{ type: 'math', tex: token.tex, isDisplay: token.isDisplay, isOpen: token.isOpen }]
    case 'footnote_reference':
      return [{ type: 'footnote-reference', label: token.label }]
    case 'checkbox':
    case 'space':
    case 'def':
      return []
    default:
      return literal(token.raw)
  }
}

/** What a paragraph's tokens say; neighbouring texts become one. */
export function buildInlines(tokens: readonly Token[], depth = 0): Inline[] {
  if (depth > MAX_DEPTH) return literal(tokens.map(({ raw }) => raw).join(''))
  const inlines: Inline[] = []
  for (const inline of tokens.filter(isChatToken).flatMap((token) => build(token, depth))) {
    const last = inlines.at(-1)
    if (inline.type === 'text' && last?.type === 'text') {
      inlines[inlines.length - 1] = { type: 'text', text: last.text + inline.text }
    } else inlines.push(inline)
  }
  return inlines
}
