/** A passage that was found. */
export interface Found {
  /** Of the vector store's file. */
  rowId: string
  /** The number of the passage in its file. */
  passage: number
  /** How well it fits, from 0 to 1. */
  score: number
}

/** Keeps the best of many by their score; of equal ones those that came first. */
export class Best<T extends { score: number }> {
  readonly #limit: number
  #kept: T[] = []
  #least = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Whether one of that score has a chance; none has at 0. */
  takes(score: number): boolean {
    return score > this.#least
  }

  add(entry: T): void {
    this.#kept.push(entry)
    if (this.#kept.length < this.#limit * 4) return
    this.#kept = this.list()
    this.#least = this.#kept.at(-1)?.score ?? 0
  }

  /** The best first. */
  list(): T[] {
    return this.#kept.toSorted((a, b) => b.score - a.score).slice(0, this.#limit)
  }
}

/**
 * The constant of reciprocal rank fusion. Its authors' 60 (Cormack, Clarke, Büttcher: SIGIR 2009) is for lists of a thousand: in lists of
 * fifty it would put what is last in both before what is first in one.
 */
const FUSION_K = 10

/**
 * One list out of several of the same store: a passage counts 1 / (10 + its rank) in each list that has it. Its score is the best that it
 * has in any, but never more than that of the passage before it, so that the scores fall with the order, and still say how well a
 * passage fits: what the fusion adds up says only how it stands among the others.
 */
export function fuse(lists: readonly (readonly Found[])[]): Found[] {
  const fused = new Map<string, { found: Found; weight: number }>()
  for (const list of lists) {
    for (const [index, found] of list.entries()) {
      const key = `${found.rowId}#${found.passage}`
      const before = fused.get(key)
      const weight = (before?.weight ?? 0) + 1 / (FUSION_K + index + 1)
      const best = before === undefined || found.score > before.found.score ? found : before.found
      fused.set(key, { found: best, weight })
    }
  }
  let most = 1
  return [...fused.values()]
    .toSorted((a, b) => b.weight - a.weight || b.found.score - a.found.score)
    .map(({ found }) => {
      most = Math.min(most, found.score)
      return { ...found, score: most }
    })
}
