/** A run of code of one kind; `null`: plain. */
export interface CodeToken {
  text: string
  kind: string | null
}

export interface Highlighted<State> {
  tokens: readonly CodeToken[]
  /** Where the grammar stands at the end. */
  end: State | undefined
}

/** Some lines of a code block, drawn as one; replaced, never changed. */
export interface CodeChunk<State> {
  key: number
  text: string
  highlighted: Highlighted<State> | null
}

const LINES = 16

function endOfLines(text: string, from: number): number {
  let end = from
  for (let line = 0; line < LINES; line += 1) {
    const lineEnd = text.indexOf('\n', end)
    if (lineEnd === -1) return text.length
    end = lineEnd + 1
  }
  return end
}

/** Cuts code into chunks of a few lines; the first ones that read as before are the very chunks of before. */
export function cutChunks<State>(text: string, before: readonly CodeChunk<State>[]): CodeChunk<State>[] {
  const chunks: CodeChunk<State>[] = []
  let isSame = true
  for (let at = 0; at < text.length;) {
    const end = endOfLines(text, at)
    const piece = text.slice(at, end)
    const known = before[chunks.length]
    isSame &&= known?.text === piece
    chunks.push(
      isSame && known !== undefined ? known : { key: chunks.length, text: piece, highlighted: null },
    )
    at = end
  }
  return chunks
}
