/** More parts than any message or step has; a wrong index must not fill the memory. */
const MAX_PARTS = 1024

/** `parts` with the one at `index` grown; where others before it have not come yet, `filler` keeps their places. */
export function withPart<Part>(
  parts: readonly Part[],
  index: number,
  { filler, grow }: { filler: Part; grow: (part: Part) => Part },
): readonly Part[] {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_PARTS) return parts
  const next = [...parts]
  while (next.length <= index) next.push(filler)
  return next.with(index, grow(next[index] ?? filler))
}

/** Of two observations of growing parts, what is further in each; `known` itself where `seen` has nothing more. */
export function furthest<Part>(
  known: readonly Part[],
  seen: readonly Part[],
  sizeOf: (part: Part) => number,
): readonly Part[] {
  const next = known.map((part, index) => {
    const other = seen[index]
    return other !== undefined && sizeOf(other) > sizeOf(part) ? other : part
  })
  const isUnchanged = seen.length <= known.length && next.every((part, index) => part === known[index])
  return isUnchanged ? known : [...next, ...seen.slice(known.length)]
}
