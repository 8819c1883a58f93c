/**
 * Which `*`, `_` and `~~` may open or close (CommonMark 6.2), with the amendments of the markdown-cjk-friendly
 * specification: text in Chinese, Japanese and Korean has no spaces around its marks.
 */

/** East Asian wide, full-width and half-width characters; `ranges.md` of that specification. */
const WIDE =
  /[\p{Script=Hangul}\p{Script=Han}\u2329\u232A\u2630-\u2637\u268A-\u268F\u2E80-\u303E\u3041-\u33FF\u3400-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFFDC\uFFE0-\uFFE6\uFFE8-\uFFEE\u20A9\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1D300}-\u{1D376}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}]/u
const EMOJI = /\p{Emoji_Presentation}/u
const PUNCTUATION = /[\p{P}\p{S}]/u
const VARIATION = /[\uFE00-\uFE0E]/
const IDEOGRAPHIC_VARIATION = /[\u{E0100}-\u{E01EF}]/u
/** Quotation marks, full-width by a variation selector. */
const WIDE_QUOTE = /[\u2018\u2019\u201C\u201D]\uFE01/

const isCjk = (character: string): boolean => WIDE.test(character) && !EMOJI.test(character)
const isSpace = (character: string): boolean => character === '' || /\s/.test(character)

/** The character that ends at `end`, a surrogate pair whole. */
function characterBefore(text: string, end: number): string {
  const isPair = /[\uDC00-\uDFFF]/.test(text.charAt(end - 1)) && end > 1
  return text.slice(Math.max(end - (isPair ? 2 : 1), 0), end)
}

export interface Flanks {
  isLeft: boolean
  isRight: boolean
  isAfterPunctuation: boolean
  isBeforePunctuation: boolean
  isAfterCjk: boolean
}

/** How the run of marks from `start` to `end` stands among its neighbours. */
export function flanks(text: string, start: number, end: number): Flanks {
  const last = characterBefore(text, start)
  const selector = VARIATION.test(last) ? last : ''
  const before = selector === '' ? last : characterBefore(text, start - 1)
  const after = String.fromCodePoint(text.codePointAt(end) ?? 32)
  const isAfterPunctuation = PUNCTUATION.test(before)
  const isBeforePunctuation = PUNCTUATION.test(after)
  const isAfterCjk = isCjk(before) || WIDE_QUOTE.test(before + selector)
  const isBeforeCjk = isCjk(after)
  const isAfterWestern = isAfterPunctuation && !isAfterCjk
  const isBeforeWestern = isBeforePunctuation && !isBeforeCjk
  const isSpaceBefore = isSpace(before)
  const isSpaceAfter = isSpace(after)
  return {
    isLeft:
      !isSpaceAfter &&
      (!isBeforeWestern ||
        isSpaceBefore ||
        isAfterWestern ||
        isAfterCjk ||
        IDEOGRAPHIC_VARIATION.test(before)),
    isRight: !isSpaceBefore && (!isAfterWestern || isSpaceAfter || isBeforeWestern || isBeforeCjk),
    isAfterPunctuation,
    isBeforePunctuation,
    isAfterCjk,
  }
}
