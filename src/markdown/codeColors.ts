/** Kinds of words in code; `prose.css` gives each its color. */
export const CODE_KINDS = [
  ...['plain', 'comment', 'keyword', 'string', 'constant', 'function', 'type', 'punctuation'],
  ...['inserted', 'deleted'],
] as const

/** The colors of a text: a length and the index of a kind, again and again. What they do not reach is plain. */
export type CodeColors = Uint16Array<ArrayBuffer>

/** Some chunks of a code block, to be colored. */
export interface ColorRequest {
  /** Names the block; what its chunks before end in is known by this. */
  block: number
  language: string
  /** The index of the first of the chunks in its block. */
  from: number
  texts: readonly string[]
  /** The last line is whole, though no line break ends it. */
  isLast: boolean
}

/** The colors of each chunk; or why there are none: no grammar, or nothing is known of the chunks before. */
export type ColorAnswer = readonly CodeColors[] | 'no-grammar' | 'lost'
