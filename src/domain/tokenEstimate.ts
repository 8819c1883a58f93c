/** Scripts whose characters are about a token each. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/**
 * About how many tokens a text has, without a tokenizer: one for each CJK character, one for four others. OpenAI's rule of thumb for
 * English; good for deciding what fits, not for a bill.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(tokenShare(text))
}

/** The same before it is rounded up, to be summed over the parts of a text. */
export function tokenShare(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0
  return dense + (text.length - dense) / 4
}
