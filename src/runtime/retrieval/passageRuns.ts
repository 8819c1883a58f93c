/**
 * Passages of one file that follow each other. A segment of the index, or a block of vectors, numbers its passages from 0: those of its
 * first run, then those of its second, and so on.
 */
export interface PassageRun {
  /** Of `vectorStoreFiles`. */
  rowId: string
  /** The number of the first passage in its file. */
  first: number
  count: number
  /** The file is gone, and what is kept of its passages waits to be cleared away. */
  isDead: boolean
}

/** A run with the numbers that its passages have. */
export interface NumberedRun extends PassageRun {
  start: number
  /** Behind the last. */
  end: number
}

/** The runs with the numbers of their passages. */
export function numbered(runs: readonly PassageRun[]): NumberedRun[] {
  let end = 0
  return runs.map((run) => {
    const start = end
    end += run.count
    return { ...run, start, end }
  })
}

export function passageCount(runs: readonly PassageRun[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0)
}

/** How many passages the runs have that are not dead. */
export function liveCount(runs: readonly PassageRun[]): number {
  return runs.reduce((sum, { isDead, count }) => sum + (isDead ? 0 : count), 0)
}

/** The runs, those of a file that is gone marked so; `null` where it has none that lives. */
export function withoutFile(runs: readonly PassageRun[], rowId: string): PassageRun[] | null {
  if (!runs.some((run) => run.rowId === rowId && !run.isDead)) return null
  return runs.map((run) => (run.rowId === rowId ? { ...run, isDead: true } : run))
}

/** The runs one after the other; what goes on in the same file becomes one run. */
export function joined(runs: readonly PassageRun[]): PassageRun[] {
  const result: PassageRun[] = []
  for (const run of runs) {
    const last = result.at(-1)
    const goesOn =
      last?.rowId === run.rowId && last.isDead === run.isDead && last.first + last.count === run.first
    if (goesOn) result[result.length - 1] = { ...last, count: last.count + run.count }
    else result.push(run)
  }
  return result
}
