const WITHOUT_SPACES = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFF60`

/** What a line of Chinese or Japanese ends with, marks of emphasis left aside. */
const ENDS_CJK = new RegExp(`[${WITHOUT_SPACES}][*_~]*$`, 'u')
const BEGINS_CJK = new RegExp(`[*_~]*[${WITHOUT_SPACES}]`, 'uy')

/** Does the line break at `at` stand between Chinese or Japanese characters, where Western text would want a space? */
export function isCjkBreak(text: string, at: number): boolean {
  if (!ENDS_CJK.test(text.slice(Math.max(at - 6, 0), at))) return false
  BEGINS_CJK.lastIndex = at + 1
  return BEGINS_CJK.test(text)
}

/** Full-width marks that end a bare address: `见https://example.com，然后`. */
export const FULL_WIDTH_MARK = /[\u3000-\u303F\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF60“”‘’]/u

/** Where text may be cut that would be cut at `at`: not within a character of two halves. */
export const wholeCharacter = (text: string, at: number): number =>
  /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at
