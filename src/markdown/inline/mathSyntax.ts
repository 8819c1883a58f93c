export interface MathFound {
  tex: string
  isDisplay: boolean
  end: number
}

const PAIRS = { '\\(': '\\)', '\\[': '\\]', $$: '$$' } as const
export type Opening = keyof typeof PAIRS
// Not before a letter or digit (`$5–$10`, `$HOME:$PATH`) or a brace (`${a}${b}`), save in `$n$th`, `$k$s`.
const DOLLARS =
  /\$(?![\s$/"@#?&;,)])((?:\\[\s\S]|[^\\$`])*?(?:[^\s\\$`]|\\[^\s\w$]))\$(?:(?![\w${])|(?=(?:th|st|nd|rd|s)\b))/y
/** `H$_2$O`, `10$^{-3}$`, `5$\times$10`: these alone may stand right at a letter or digit. */
const SCRIPT = /\$([_^](?:\w|\{[^{}$\s]*\})|\\[A-Za-z]+)\$/y

const HAS_MATH_MARK = /[\\^_=+\-*/<>|(){}\d]/
const IS_ONE_LETTER = /^\s*\p{L}\s*$/u
/** `5, or 10`, `20k 到 30k`, `1" "`: an amount or a shell's argument, and words or a quotation mark after it. */
const IS_MONEY = /^\d[^\\^_={}]*(?:[\s(][A-Za-z]{2}|"|\p{Script=Han})/u
/** What a growing `$…` must hold to be shown as maths before its end has come. */
const IS_SURE = /\\[A-Za-z]|\^\S|(?:^|[^\w])[A-Za-z](?:_[{\w\\]|(?<=O)\(|\(\w\)\s*=|\s*=\s*[^\s=>"'])/

/** `\[1\]` and `\[a note\]` are escaped brackets. */
export const isBracketMath = (tex: string): boolean => /^\s|[\\^_=+<>{}]/.test(tex)
export const isDisplayMath = (tex: string): boolean => HAS_MATH_MARK.test(tex) || IS_ONE_LETTER.test(tex)

function isMeant(opening: Opening, tex: string): boolean {
  if (tex.trim() === '') return false
  if (opening === '\\[') return isBracketMath(tex)
  return opening === '\\(' || isDisplayMath(tex)
}

/** What ends the maths that `opening` begins. */
export const closingOf = (opening: Opening): string => PAIRS[opening]

/** The mark of maths with two characters at `at`. */
export function openingAt(text: string, at: number): Opening | null {
  if (text.startsWith('$$', at)) return '$$'
  if (text.startsWith('\\(', at)) return '\\('
  return text.startsWith('\\[', at) ? '\\[' : null
}

/**
 * Maths within a line that begins at `at`. Money and shell variables are not: see the rules above.
 * @param end where its closing mark is, for all but `$`
 */
export function mathAt(text: string, at: number, end: number): MathFound | null {
  const opening = openingAt(text, at)
  if (opening !== null) {
    const tex = text.slice(at + 2, end)
    if (end === -1 || !isMeant(opening, tex)) return null
    if (opening === '$$' && text[end + 2] === '$') return null
    return { tex: tex.trim(), isDisplay: opening !== '\\(', end: end + 2 }
  }
  const before = text.charAt(at - 1)
  if (before === '$') return null
  const shape = /\w/.test(before) ? SCRIPT : DOLLARS
  shape.lastIndex = at
  const tex = shape.exec(text)?.[1]
  if (tex === undefined || IS_MONEY.test(tex)) return null
  return { tex, isDisplay: false, end: shape.lastIndex }
}

/** Maths that begins at `at` of a growing text and has not ended yet, when that is what it will be. */
export function openMathAt(text: string, at: number): MathFound | null {
  const opening = openingAt(text, at)
  const end = text.length
  if (opening !== null) {
    // Half of the closing mark says nothing yet.
    const tex = text.slice(at + 2).replace(opening === '$$' ? /\$$/ : /\\$/, '')
    return isMeant(opening, tex) ? { tex: tex.trim(), isDisplay: opening !== '\\(', end } : null
  }
  if (at > 0 && /[\w$\\]/.test(text.charAt(at - 1))) return null
  // A dollar sign at the very end is probably its closing mark.
  const tex = text.slice(at + 1).replace(/\$$/, '')
  const isMath = /^[^\s\d$/"@#?&;,)][^$\n`]*$/.test(tex) && IS_SURE.test(tex)
  return isMath ? { tex: tex.trim(), isDisplay: false, end } : null
}
