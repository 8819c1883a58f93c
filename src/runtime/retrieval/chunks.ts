/** The limits of one chunk, in tokens. */
export interface ChunkLimits {
  max_chunk_size_tokens: number
  chunk_overlap_tokens: number
}

/** Chinese, Japanese and Korean signs count as a token each; of other scripts, four characters do. */
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'
const CJK_SIGN = new RegExp(`[${CJK}]`, 'u')
/** What a chunk may be cut between: a CJK sign, or a word (of which the longest are cut too), with the space before it. */
const PIECES = new RegExp(`\\s*(?:[${CJK}]|[^\\s${CJK}]{1,64})`, 'gu')

/** Cuts a text into chunks of at most so many tokens, each beginning with the end of the one before. */
export function chunksOf(text: string, limits: ChunkLimits): string[] {
  const pieces = text.match(PIECES) ?? []
  const costs = pieces.map((piece) => (CJK_SIGN.test(piece) ? 1 : piece.length / 4))
  const chunks: string[] = []
  let [start, tokens] = [0, 0]
  for (const [index, cost] of costs.entries()) {
    if (index > start && tokens + cost > limits.max_chunk_size_tokens) {
      chunks.push(pieces.slice(start, index).join('').trim())
      while (
        start < index &&
        (tokens > limits.chunk_overlap_tokens || tokens + cost > limits.max_chunk_size_tokens)
      ) {
        tokens -= costs[start] ?? 0
        start += 1
      }
    }
    tokens += cost
  }
  if (start < pieces.length) chunks.push(pieces.slice(start).join('').trim())
  return chunks
}
