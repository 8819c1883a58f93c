/** What a row is taken for before any was measured, in pixels. */
const FIRST_GUESS = 180

/** The heights of the rows of a log: measured where they have been laid out once, guessed elsewhere. */
export interface RowHeights {
  of: (key: string) => number
  set: (key: string, height: number) => void
  /** Of all rows in `keys` from `start` up to `end`, which is left out. */
  sum: (keys: readonly string[], start: number, end: number) => number
}

export function createRowHeights(): RowHeights {
  const measured = new Map<string, number>()
  let total = 0
  let guess = FIRST_GUESS
  let guessAgainAt = 4

  function set(key: string, height: number): void {
    total += height - (measured.get(key) ?? 0)
    measured.set(key, height)
    // Seldom: with each new guess all that is not laid out changes its height.
    if (measured.size < guessAgainAt) return
    guess = total / measured.size
    guessAgainAt = measured.size * 2
  }

  const of = (key: string): number => measured.get(key) ?? guess

  function sum(keys: readonly string[], start: number, end: number): number {
    let height = 0
    for (let index = start; index < end; index += 1) height += of(keys[index] ?? '')
    return height
  }

  return { of, set, sum }
}
