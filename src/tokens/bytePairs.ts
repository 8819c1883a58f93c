/** What a vocabulary knows of each id: its text, or its bytes where they are no whole characters. */
export type Vocabulary = readonly (string | readonly number[] | undefined)[]

export interface Tokenizer {
  /** The ids of a text. What looks like a special token is text like any other. */
  encode: (text: string) => number[]
  /** The bytes that an id stands for. */
  bytesOf: (id: number) => Uint8Array
}

/** Up to here the plain way is the faster one; beyond it, its time would grow with the square of the length. */
const SHORT = 200
/** Ids of pieces that were met before: words come again and again. */
const CACHE_SIZE = 50_000

const encoder = new TextEncoder()

/** Byte pair encoding over a vocabulary: the text is split by the pattern, and each piece merged by the ranks of its pairs. */
export function createTokenizer(vocabulary: Vocabulary, pattern: RegExp): Tokenizer {
  const ranks = ranksOf(vocabulary)
  const cache = new Map<string, readonly number[]>()

  function encodePiece(piece: string): readonly number[] {
    const bytes = binaryOf(encoder.encode(piece))
    const whole = ranks.get(bytes)
    if (whole !== undefined) return [whole]
    const borders = bytes.length <= SHORT ? mergeShort(bytes, ranks) : mergeLong(bytes, ranks)
    const ids: number[] = []
    for (const [index, start] of borders.entries()) {
      const id = ranks.get(bytes.slice(start, borders[index + 1]))
      // Every single byte is in the vocabulary, and only known pairs were merged.
      if (id !== undefined) ids.push(id)
    }
    return ids
  }

  function idsOf(piece: string): readonly number[] {
    const known = cache.get(piece)
    if (known !== undefined) return known
    const ids = encodePiece(piece)
    if (piece.length > SHORT) return ids
    if (cache.size === CACHE_SIZE) cache.clear()
    cache.set(piece, ids)
    return ids
  }

  return {
    encode(text) {
      const ids: number[] = []
      for (const [piece] of text.matchAll(pattern)) for (const id of idsOf(piece)) ids.push(id)
      return ids
    },
    bytesOf(id) {
      const entry = vocabulary[id]
      return typeof entry === 'string' ? encoder.encode(entry) : Uint8Array.from(entry ?? [])
    },
  }
}

function ranksOf(vocabulary: Vocabulary): Map<string, number> {
  const ranks = new Map<string, number>()
  vocabulary.forEach((entry, rank) => {
    if (entry === undefined) return
    ranks.set(binaryOf(typeof entry === 'string' ? encoder.encode(entry) : entry), rank)
  })
  return ranks
}

/** Bytes as a string of as many characters, which a map can look up. */
function binaryOf(bytes: ArrayLike<number>): string {
  let binary = ''
  for (let index = 0; index < bytes.length; index += 1) binary += String.fromCharCode(bytes[index] ?? 0)
  return binary
}

/** Where the tokens of a piece begin. */
function mergeShort(bytes: string, ranks: ReadonlyMap<string, number>): number[] {
  const starts = Array.from({ length: bytes.length }, (_, index) => index)
  const rankAt = (index: number): number =>
    index + 1 < starts.length
      ? (ranks.get(bytes.slice(starts[index], starts[index + 2])) ?? Infinity)
      : Infinity
  const pairs = starts.map((_, index) => rankAt(index))
  for (;;) {
    let best = 0
    for (let index = 1; index < pairs.length; index += 1) {
      if ((pairs[index] ?? Infinity) < (pairs[best] ?? Infinity)) best = index
    }
    if ((pairs[best] ?? Infinity) === Infinity) return starts
    starts.splice(best + 1, 1)
    pairs.splice(best + 1, 1)
    pairs[best] = rankAt(best)
    if (best > 0) pairs[best - 1] = rankAt(best - 1)
  }
}

/** The same by a heap of the pairs: n log n, for pieces that may be a whole file. */
function mergeLong(bytes: string, ranks: ReadonlyMap<string, number>): number[] {
  const { length } = bytes
  const next = Int32Array.from({ length: length + 1 }, (_, index) => index + 1)
  const before = Int32Array.from({ length: length + 1 }, (_, index) => index - 1)
  /** The rank of the pair that begins here, as it was pushed last; 0 where nothing begins any more. */
  const current = new Float64Array(length).fill(Infinity)
  const heap = createHeap()

  function update(start: number): void {
    const middle = next[start] ?? length
    const rank = middle < length ? (ranks.get(bytes.slice(start, next[middle])) ?? Infinity) : Infinity
    current[start] = rank
    if (rank !== Infinity) heap.push(rank, start)
  }

  for (let start = 0; start < length; start += 1) update(start)
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const { rank, start } = top
    // Has been merged, or is part of another pair by now.
    if (current[start] !== rank) continue
    const middle = next[start] ?? length
    const end = next[middle] ?? length
    current[middle] = -1
    next[start] = end
    before[end] = start
    update(start)
    const previous = before[start] ?? -1
    if (previous >= 0) update(previous)
  }
  const starts: number[] = []
  for (let start = 0; start < length; start = next[start] ?? length) starts.push(start)
  return starts
}

/** The smallest rank first, and of equal ones the leftmost. */
function createHeap(): {
  push: (rank: number, start: number) => void
  pop: () => { rank: number; start: number } | undefined
} {
  // One number holds both: ranks are below 2^18, starts below 2^34.
  const SHIFT = 2 ** 34
  const keys: number[] = []
  const at = (index: number): number => keys[index] ?? Infinity
  function swap(one: number, other: number): void {
    const kept = at(one)
    keys[one] = at(other)
    keys[other] = kept
  }
  return {
    push(rank, start) {
      keys.push(rank * SHIFT + start)
      for (let index = keys.length - 1; index > 0;) {
        const parent = (index - 1) >> 1
        if (at(parent) <= at(index)) return
        swap(parent, index)
        index = parent
      }
    },
    pop() {
      const top = keys[0]
      const last = keys.pop()
      if (top === undefined || last === undefined) return undefined
      if (keys.length > 0) keys[0] = last
      for (let index = 0; ;) {
        const left = 2 * index + 1
        const child = at(left + 1) < at(left) ? left + 1 : left
        if (at(child) >= at(index)) break
        swap(child, index)
        index = child
      }
      return { rank: Math.floor(top / SHIFT), start: top % SHIFT }
    },
  }
}
