import type { Token, TokenizerExtensionFunction, Tokens } from 'marked'

export interface FootnoteToken extends Tokens.Generic {
  type: 'footnote'
  raw: string
  label: string
  tokens: Token[]
}

export interface FootnoteReferenceToken extends Tokens.Generic {
  type: 'footnote_reference'
  raw: string
  label: string
}

// The first line, then indented lines (after blank ones too) and lines that open no block of their own.
const DEFINITION =
  /^\[\^([^\]\s]+)\]:[ \t]*([^\n]*(?:\n(?:[ \t]*\n)*(?: {2,}|\t)[^\n]*\S[^\n]*|\n(?!\s|\[\^|#|>|```|~~~|[-*+|]|\d+[.)])[^\n]+)*)/
const REFERENCE = /^\[\^([^\]\s]+)\]/

/** Kept among the link definitions, under a key that no link label can have: labels hold no line break. */
export const footnoteKey = (label: string): string => `\n^${label.toLowerCase()}`

/** `[^1]: text`, and what is indented under it. */
export const footnoteBlock: TokenizerExtensionFunction = function (src) {
  const match = DEFINITION.exec(src)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const label = match[1]
  this.lexer.tokens.links[footnoteKey(label)] ??= { href: '', title: null }
  const isTop = this.lexer.state.top
  this.lexer.state.top = true
  const tokens = this.lexer.blockTokens(match[2].replace(/^(?: {1,4}|\t)/gm, ''), [])
  this.lexer.state.top = isTop
  return { type: 'footnote', raw: match[0], label, tokens } satisfies FootnoteToken
}

/** `[^1]`, where the document defines it; otherwise it is text. */
export const footnoteReference: TokenizerExtensionFunction = function (src) {
  const match = REFERENCE.exec(src)
  if (match?.[1] === undefined) return undefined
  if (!Object.hasOwn(this.lexer.tokens.links, footnoteKey(match[1]))) return undefined
  return { type: 'footnote_reference', raw: match[0], label: match[1] } satisfies FootnoteReferenceToken
}
