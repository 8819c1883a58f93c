import { invalidFile } from './failures.ts'

/** Deeper than any document, and than unclosed elements of a careless page; the parser's time grows with the square of it. */
const MAX_DEPTH = 4000

/** Counts the elements that are open. */
interface Depth {
  /** @throws IngestionError for what is nested without end. */
  enter: () => void
  leave: () => void
}

/** None is open at first. */
export function createDepth(): Depth {
  let depth = 0
  return {
    enter() {
      depth += 1
      if (depth > MAX_DEPTH) throw invalidFile('This file is damaged: its elements are nested without end.')
    },
    leave() {
      depth -= 1
    },
  }
}
