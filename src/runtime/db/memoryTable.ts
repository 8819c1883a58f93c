import type { ScanRange } from './port.ts'

/** Rows by id, and for each index the rows of each prefix in the order of their positions, and of their ids where these are the same. */
export class MemoryTable<Row extends { id: string }> {
  readonly #rows = new Map<string, Row>()
  readonly #indexes: { name: string; fields: readonly string[]; buckets: Map<string, Entry<Row>[]> }[]

  constructor(indexes: Record<string, readonly string[]>) {
    this.#indexes = Object.entries(indexes).map(([name, fields]) => ({ name, fields, buckets: new Map() }))
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  /** Puts the row in the place of the one with that id; `undefined` takes it away. */
  set(id: string, row: Row | undefined): void {
    const before = this.#rows.get(id)
    if (row === undefined) this.#rows.delete(id)
    else this.#rows.set(id, row)
    for (const { fields, buckets } of this.#indexes) {
      if (before !== undefined) remove(buckets, bucketOf(before, fields), before)
      if (row !== undefined) insert(buckets, bucketOf(row, fields), row)
    }
  }

  scan(index: string, range: ScanRange): Row[] {
    const { prefix, above = -Infinity, below = Infinity, order = 'asc', limit = Infinity } = range
    const bucket = this.#bucket(index, prefix)
    const from = countBefore(bucket, (entry) => entry.position <= above)
    const to = Math.max(
      from,
      countBefore(bucket, (entry) => entry.position < below),
    )
    const entries =
      order === 'asc'
        ? bucket.slice(from, Math.min(to, from + limit))
        : bucket.slice(Math.max(from, to - limit), to).reverse()
    return entries.map(({ row }) => row)
  }

  count(index: string, prefix: readonly (string | number)[]): number {
    return this.#bucket(index, prefix).length
  }

  #bucket(index: string, prefix: readonly (string | number)[]): readonly Entry<Row>[] {
    return this.#indexes.find(({ name }) => name === index)?.buckets.get(JSON.stringify(prefix)) ?? []
  }
}

interface Entry<Row> {
  position: number
  row: Row
}

function bucketOf(row: object, fields: readonly string[]): string {
  return JSON.stringify(fields.map((field): unknown => Reflect.get(row, field)))
}

function entryOf<Row extends object>(row: Row): Entry<Row> {
  return { position: Number(Reflect.get(row, 'position')), row }
}

function insert<Row extends { id: string }>(buckets: Map<string, Entry<Row>[]>, key: string, row: Row): void {
  const bucket = buckets.get(key) ?? []
  buckets.set(key, bucket)
  const entry = entryOf(row)
  bucket.splice(placeOf(bucket, entry), 0, entry)
}

function remove<Row extends { id: string }>(buckets: Map<string, Entry<Row>[]>, key: string, row: Row): void {
  const bucket = buckets.get(key) ?? []
  bucket.splice(placeOf(bucket, entryOf(row)), 1)
  if (bucket.length === 0) buckets.delete(key)
}

/** Where the entry is in a sorted bucket, or belongs. */
function placeOf<Row extends { id: string }>(
  bucket: readonly Entry<Row>[],
  { position, row }: Entry<Row>,
): number {
  return countBefore(
    bucket,
    (entry) => entry.position < position || (entry.position === position && entry.row.id < row.id),
  )
}

/** How many entries of a sorted bucket are before the first for which `isBefore` does not hold. */
function countBefore<Row>(bucket: readonly Entry<Row>[], isBefore: (entry: Entry<Row>) => boolean): number {
  let [low, high] = [0, bucket.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = bucket[middle]
    if (entry !== undefined && isBefore(entry)) low = middle + 1
    else high = middle
  }
  return low
}
