const CJK = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFF60`

/** A letter or a full-width mark of Chinese, Japanese or Korean at the end of the text. */
export const CJK_END = new RegExp(`[${CJK}]$`, 'u')

/** A line break between two such characters, where Western text would want a space. */
export const CJK_SOFT_BREAK = new RegExp(`(?<=[${CJK}])\\n(?=[${CJK}])`, 'gu')

/** A mark right before `**` or `~~` that is followed by such a character: `**你好。**再见`. */
export const PUNCTUATION_BEFORE_CJK_CLOSE = new RegExp(`(?![*_~])[\\p{P}\\p{S}](?=(?:\\*+|~~)[${CJK}])`, 'gu')

/** Full-width marks that end a bare address: `见https://example.com，然后`. */
export const FULL_WIDTH_MARK = /[\u3000-\u303F\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF60“”‘’]/u
