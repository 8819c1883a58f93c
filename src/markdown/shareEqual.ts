const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Equal all through, so of the same type. */
const isTwin = <T>(before: unknown, _after: T, isEqual: boolean): before is T => isEqual

/**
 * `after` (plain data, freshly made, changed in place), with every part that equals its counterpart in `before`
 * replaced by that very object; `before` itself when all is equal. What compares by identity then sees only true changes.
 */
export function shareEqual<T>(before: unknown, after: T): T {
  if (before === after || !isObject(before) || !isObject(after)) return after
  const keys = Object.keys(after)
  let isEqual = Array.isArray(before) === Array.isArray(after) && keys.length === Object.keys(before).length
  for (const key of keys) {
    const known: unknown = Reflect.get(before, key)
    const shared = shareEqual(known, Reflect.get(after, key) as unknown)
    if (isObject(shared)) Reflect.set(after, key, shared)
    isEqual &&= Object.is(shared, known)
  }
  return isTwin(before, after, isEqual) ? before : after
}

/** `before` when all its fields are those of `after`, else `after`. */
export function keepSame<T extends object>(before: object | null | undefined, after: T): T {
  if (before === null || before === undefined) return after
  const keys = Object.keys(after)
  const isEqual =
    keys.length === Object.keys(before).length &&
    keys.every((key) => Object.is(Reflect.get(before, key), Reflect.get(after, key)))
  return isTwin(before, after, isEqual) ? before : after
}

/** `before` when it has the very parts of `after`, else `after`. */
export function keepArray<T>(before: readonly T[] | undefined, after: readonly T[]): readonly T[] {
  if (before?.length !== after.length) return after
  return before.every((part, index) => part === after[index]) ? before : after
}
