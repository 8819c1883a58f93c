import { tokenShare } from '../domain/tokenEstimate.ts'
import { BORDER, unitsOf, type TextUnit } from './textUnits.ts'
import type { Block, ChunkLimits, Passage } from './types.ts'

/** A passage with its text. */
export interface Chunk extends Passage {
  /** From `start` to where the text of the next passage goes on: `end`, or the space behind it. */
  text: string
  /** Estimated, not rounded. */
  tokens: number
  /** How much of the file had been read for it, from 0 to 1. */
  progress: number
}

const BETWEEN_BLOCKS = '\n\n'

/**
 * Divides the text of a file into passages of at most `max_chunk_size_tokens` (as `tokenEstimate` counts), each beginning with the end
 * of the one before, of `chunk_overlap_tokens` at most. They end before a heading where one comes in their second half, else between
 * blocks, else between sentences, lines or words. Of the text, no more than a block and a passage are held.
 * @throws the signal's reason, and what `blocks` throws.
 */
export async function* chunkBlocks(
  blocks: AsyncIterable<{ block: Block; progress: number }>,
  limits: ChunkLimits,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  const window = new Window(limits)
  let progress = 0
  for await (const read of blocks) {
    signal.throwIfAborted()
    progress = read.progress
    window.add(read.block)
    for (let chunk = window.take(); chunk !== undefined; chunk = window.take()) yield { ...chunk, progress }
  }
  const rest = window.rest()
  if (rest !== undefined) yield { ...rest, progress: 1 }
}

/** The units that are not in a passage yet, after those with which the next passage begins. */
class Window {
  readonly #limits: ChunkLimits
  #units: TextUnit[] = []
  #tokens = 0
  /** How many of the units were in the passage before. */
  #known = 0
  /** Where the next block begins. */
  #end = 0
  #isAfterHeading = false

  constructor(limits: ChunkLimits) {
    this.#limits = limits
  }

  add(block: Block): void {
    const last = this.#units.at(-1)
    if (last !== undefined) {
      last.text += BETWEEN_BLOCKS
      last.tokens += tokenShare(BETWEEN_BLOCKS)
      this.#tokens += tokenShare(BETWEEN_BLOCKS)
      this.#end += BETWEEN_BLOCKS.length
    }
    const border = this.#isAfterHeading
      ? BORDER.word
      : block.kind === 'heading'
        ? BORDER.heading
        : BORDER.block
    // Fine enough for passages that are nearly full, and an overlap that is nearly as asked for.
    const maxTokens = this.#limits.max_chunk_size_tokens / 16
    for (const unit of unitsOf(block, { start: this.#end, border }, maxTokens)) {
      this.#units.push(unit)
      this.#tokens += unit.tokens
    }
    this.#end += block.text.length
    this.#isAfterHeading = block.kind === 'heading'
  }

  /** The next passage, where there is more text than fits into it. */
  take(): Omit<Chunk, 'progress'> | undefined {
    if (this.#tokens <= this.#limits.max_chunk_size_tokens) return undefined
    const cut = this.#cut()
    const chunk = chunkOf(this.#units.slice(0, cut))
    const next = this.#overlap(cut)
    this.#known = cut - next
    for (const { tokens } of this.#units.splice(0, next)) this.#tokens -= tokens
    return chunk
  }

  /** The last passage, where there is any text. */
  rest(): Omit<Chunk, 'progress'> | undefined {
    return this.#units.length === 0 ? undefined : chunkOf(this.#units)
  }

  /** Before which unit the next passage ends: in its second half the last of the best, but never without anything new. */
  #cut(): number {
    const max = this.#limits.max_chunk_size_tokens
    const best = { at: this.#known + 1, tokens: 0, border: 0 }
    let tokens = 0
    for (const [at, { tokens: cost, border }] of this.#units.entries()) {
      if (tokens > max) break
      const isBetter = best.tokens < max / 2 || border >= best.border
      if (at > this.#known && isBetter) Object.assign(best, { at, tokens, border })
      tokens += cost
    }
    return best.at
  }

  /** With which unit the passage after `cut` begins: a sentence, where that doesn't cost half of the overlap. */
  #overlap(cut: number): number {
    const max = this.#limits.chunk_overlap_tokens
    let [first, tokens] = [cut, 0]
    for (let at = cut - 1; at > 0; at -= 1) {
      const { tokens: cost = 0, border = 0 } = this.#units[at] ?? {}
      tokens += cost
      if (tokens > max) break
      if (border >= BORDER.sentence || tokens < max / 2) first = at
    }
    return first
  }
}

function chunkOf(units: readonly TextUnit[]): Omit<Chunk, 'progress'> {
  const { start = 0, page = null, headings = [] } = units[0] ?? {}
  const text = units.map((unit) => unit.text).join('')
  const tokens = units.reduce((sum, unit) => sum + unit.tokens, 0)
  return { start, end: start + text.trimEnd().length, page, headings, text, tokens }
}
