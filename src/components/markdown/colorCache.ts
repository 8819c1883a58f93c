import type { CodeColors } from '@/markdown/codeColors.ts'

/** About 50,000 lines. */
const MAX_LENGTH = 2_000_000

export interface KnownColors {
  /** Stands for this chunk after all before it. */
  id: number
  colors: CodeColors
}

const entries = new Map<string, KnownColors>()
let length = 0
let ids = 0

const keyOf = (after: number | string, text: string): string => `${after}\n${text}`

/**
 * What a chunk looks like after those before it (the id of the last one, or the language). So code that comes back into
 * view has its colors at once.
 */
export function knownColors(after: number | string, text: string): KnownColors | undefined {
  return entries.get(keyOf(after, text))
}

/** Keeps the colors of a chunk; the oldest ones go when it is too much. */
export function keepColors(after: number | string, text: string, colors: CodeColors): KnownColors {
  const key = keyOf(after, text)
  const known = entries.get(key)
  if (known !== undefined) return known
  const entry = { id: (ids += 1), colors }
  entries.set(key, entry)
  length += key.length
  for (const oldest of entries.keys()) {
    if (length <= MAX_LENGTH) break
    entries.delete(oldest)
    length -= oldest.length
  }
  return entry
}
