const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Equal all through, so of the same type. */
const isTwin = <T>(before: unknown, _after: T, isEqual: boolean): before is T => isEqual

/**
 * `after` (plain data, freshly made, changed in place), with every part that equals its counterpart in `before`
 * replaced by that very object; `before` itself when all is equal. What compares by identity then sees only true changes.
 */
export function shareEqual<T>(before: unknown, after: T): T {
  if (!isObject(before) || !isObject(after)) return after
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
