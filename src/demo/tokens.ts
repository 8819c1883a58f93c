const CJK = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`
const TOKEN = new RegExp(
  String.raw`[${CJK}]| ?(?:(?![${CJK}])[\p{L}\p{N}\p{M}]){1,8}| ?[\p{P}\p{S}]{1,3}|\s+|.`,
  'gsu',
)

/** Cuts a text into what a tokenizer would about cut it into: one per CJK character, one per short word. Loses nothing. */
export function tokenize(text: string): string[] {
  return text.match(TOKEN) ?? []
}

/** About how many tokens a text has. */
export function countTokens(text: string): number {
  return tokenize(text).length
}
