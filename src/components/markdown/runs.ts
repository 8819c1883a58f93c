/**
 * Parts in runs of at most `length`. A run of the same parts as before is the very array of before, so that what draws it
 * is left alone: one more part then costs the same after ten parts and after ten thousand.
 */
export function cutRuns<T>(
  parts: readonly T[],
  before: readonly (readonly T[])[] | undefined,
  length: number,
): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(parts.length / length) }, (_, index) => {
    const run = parts.slice(index * length, (index + 1) * length)
    const known = before?.[index]
    return known?.length === run.length && run.every((part, at) => part === known[at]) ? known : run
  })
}
