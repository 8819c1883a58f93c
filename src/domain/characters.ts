/** How many characters a text has, counted as JSON Schema does: an emoji is one, which JavaScript takes for two. */
export function characterCount(text: string): number {
  return text.replace(/[\u{10000}-\u{10FFFF}]/gu, ' ').length
}
