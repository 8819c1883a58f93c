import type { TokenizerExtensionFunction, TokenizerStartFunction, Tokens } from 'marked'

export interface MathToken extends Tokens.Generic {
  type: 'math'
  raw: string
  tex: string
  isDisplay: boolean
  isBlock: boolean
  isOpen: boolean
}

const BLANK_LINE = /\n[ \t]*\n/
const BLOCK =
  / {0,3}(?:\$\$((?:(?!\$\$|\n[ \t]*\n)[\s\S])+)\$\$|\\\[((?:(?!\\\]|\n[ \t]*\n)[\s\S])+)\\\])[ \t]*(?=\n|$)/y
const DISPLAY = /^(?:\$\$((?:(?!\$\$)[\s\S])+)\$\$(?!\$)|\\\[((?:(?!\\\])[\s\S])+)\\\])/
const PARENTHESES = /^\\\(((?:(?!\\\))[\s\S])+)\\\)/
// Not before a letter or digit (`$5–$10`, `$HOME:$PATH`), save in `$n$th`, `$k$s`.
const DOLLARS = /^\$(?![\s$])((?:\\[\s\S]|[^\\$`])*?[^\s\\$`])\$(?:(?![\w$])|(?=(?:th|st|nd|rd|s)\b))/

const HAS_MATH_MARK = /[\\^_=+\-*/<>|(){}\d]/
const IS_ONE_LETTER = /^\s*\p{L}\s*$/u
/** `5, or 10`, `20k 到 30k`: an amount, and words after it. */
const IS_MONEY = /^\d[^\\^_={}]*(?:\s[A-Za-z]{2}|\p{Script=Han})/u

const isDisplayMath = (tex: string): boolean => HAS_MATH_MARK.test(tex) || IS_ONE_LETTER.test(tex)
/** `\[1\]` and `\[a note\]` are escaped brackets. */
const isBracketMath = (tex: string): boolean => /^\s|[\\^_=+<>{}]/.test(tex)

function token(raw: string, tex: string, kind: { isDisplay: boolean; isBlock: boolean }): MathToken {
  return { type: 'math', raw, tex: tex.trim(), isOpen: false, ...kind }
}

function matchBlock(src: string, at: number): RegExpExecArray | null {
  BLOCK.lastIndex = at
  return BLOCK.exec(src)
}

/** `$$…$$` or `\[…\]` on lines of its own. A blank line ends it, as it does in TeX. */
export const mathBlock: TokenizerExtensionFunction = (src) => {
  const match = matchBlock(src, 0)
  const tex = match?.[1] ?? match?.[2] ?? ''
  if (match === null || tex.trim() === '') return undefined
  return token(match[0], tex, { isDisplay: true, isBlock: true })
}

/** Where maths on lines of its own cuts the paragraph that `src` begins with. */
export const mathBlockStart: TokenizerStartFunction = (src) => {
  if (!src.includes('$$') && !src.includes('\\[')) return undefined
  const end = src.search(BLANK_LINE)
  const paragraph = end === -1 ? src : src.slice(0, end)
  for (const { index } of paragraph.matchAll(/\n {0,3}(?:\$\$|\\\[)/g)) {
    if (matchBlock(src, index + 1) !== null) return index
  }
  return undefined
}

/** Maths within a line. Money and shell variables are not: see the rules above. */
export const mathInline: TokenizerExtensionFunction = (src, tokens) => {
  if (src.startsWith('$$') || src.startsWith('\\[')) {
    const match = DISPLAY.exec(src)
    if (match === null) return undefined
    const tex = match[1] ?? match[2] ?? ''
    const isMath = match[1] === undefined ? isBracketMath(tex) : isDisplayMath(tex)
    return isMath ? token(match[0], tex, { isDisplay: true, isBlock: false }) : undefined
  }
  if (src.startsWith('\\(')) {
    const match = PARENTHESES.exec(src)
    return match?.[1] === undefined || match[1].trim() === ''
      ? undefined
      : token(match[0], match[1], { isDisplay: false, isBlock: false })
  }
  if (!src.startsWith('$') || /[\w$]$/.test(tokens.at(-1)?.raw ?? '')) return undefined
  const match = DOLLARS.exec(src)
  if (match?.[1] === undefined || IS_MONEY.test(match[1])) return undefined
  return token(match[0], match[1], { isDisplay: false, isBlock: false })
}

/** Where the next maths within a line may begin. */
export const mathInlineStart: TokenizerStartFunction = (src) => {
  const index = src.search(/\$|\\[([]/)
  return index === -1 ? undefined : index
}

/** Hides maths from the search for the end of an emphasis; the length stays. */
export function maskMath(src: string): string {
  if (!src.includes('$')) return src
  return src.replace(/\$\$(?:(?!\$\$)[\s\S])+\$\$|\$(?![\s$])[^$`]*[^\s$`]\$(?!\w)/g, (math) =>
    'a'.repeat(math.length),
  )
}
