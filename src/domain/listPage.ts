/** One page of a list. */
export interface ListPage<T> {
  items: T[]
  /** What to ask for as `after` to get the next page; `null` on the last. */
  next: string | null
}
