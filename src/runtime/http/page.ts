import * as v from 'valibot'
import { LISTED } from '../../facts/limits.ts'
import { checked } from '../../http/body.ts'
import { integerText } from '../../http/bounds.ts'
import { ApiError, quotable } from '../../http/errors.ts'
import type { ReadTransaction, ScanRange } from '../db/port.ts'
import { INDEXES } from '../db/tables.ts'
import type { Indexes, TableName, Tables } from '../db/tables.ts'

export interface PageQuery {
  limit: number
  order: 'asc' | 'desc'
  after?: string | undefined
  before?: string | undefined
}

/** The envelope of every list. The ids are left out of an empty one: OpenAI's specification has them as strings. */
export interface Page<T> {
  object: 'list'
  data: T[]
  first_id?: string
  last_id?: string
  has_more: boolean
}

/**
 * The query of a list, with its defaults.
 * @throws ApiError 400 naming `limit` or `order`.
 */
export function pageQuery(url: string, { max, preset }: { max: number; preset: number } = LISTED): PageQuery {
  const query = new URL(url).searchParams
  const given = Object.fromEntries([...query].filter(([, value]) => value !== ''))
  return checked(
    v.object({
      limit: v.optional(v.pipe(integerText, v.minValue(LISTED.min), v.maxValue(max)), String(preset)),
      order: v.optional(v.picklist(['asc', 'desc']), 'desc'),
      after: v.optional(v.string()),
      before: v.optional(v.string()),
    }),
    given,
  )
}

/** What a list is read from: an index, and the leading fields that its rows share. */
export interface ListSource<Name extends TableName> {
  table: Name
  index: keyof Indexes[Name] & string
  prefix: readonly (string | number)[]
  /** The row's id for an object's id, where they differ. */
  rowId?: (objectId: string) => string
}

type Listed = {
  [Name in TableName]: Tables[Name] extends { position: number; object: object } ? Name : never
}[TableName]

/**
 * One page of a list. `before` gives the rows that lead up to that one, nearest ones kept, in the list's order.
 * @throws ApiError 400 for a cursor that names no object of the list.
 */
export async function readPage<Name extends Listed>(
  tx: ReadTransaction,
  source: ListSource<Name>,
  query: PageQuery,
): Promise<Page<Tables[Name]['object']>> {
  const after = await positionOf(tx, source, query, 'after')
  const before = await positionOf(tx, source, query, 'before')
  const isBackwards = before !== undefined && after === undefined
  const [low, high] = query.order === 'asc' ? [after, before] : [before, after]
  const range: ScanRange = {
    prefix: source.prefix,
    order: isBackwards ? opposite(query.order) : query.order,
    limit: query.limit + 1,
    ...(low !== undefined && { above: low }),
    ...(high !== undefined && { below: high }),
  }
  const rows = await tx.scan(source.table, source.index, range)
  const shown = rows.slice(0, query.limit)
  if (isBackwards) shown.reverse()
  rememberEnds(source, shown)
  return pageOf<Tables[Name]['object']>(shown, rows.length > query.limit)
}

/** Rows that are known to be a page, in the list's envelope. */
export function pageOf<T extends { id: string }>(rows: readonly { object: T }[], hasMore: boolean): Page<T> {
  const [first, last] = [rows[0], rows.at(-1)]
  return {
    object: 'list',
    data: rows.map(({ object }) => object),
    ...(first !== undefined && { first_id: first.object.id }),
    ...(last !== undefined && { last_id: last.object.id }),
    has_more: hasMore,
  }
}

function opposite(order: 'asc' | 'desc'): 'asc' | 'desc' {
  return order === 'asc' ? 'desc' : 'asc'
}

/** @throws ApiError 400 */
async function positionOf<Name extends Listed>(
  tx: ReadTransaction,
  source: ListSource<Name>,
  query: PageQuery,
  param: 'after' | 'before',
): Promise<number | undefined> {
  const id = query[param]
  if (id === undefined) return undefined
  const row = await tx.get(source.table, source.rowId?.(id) ?? id)
  const position = row === undefined ? recentEnds.get(endKey(source, id)) : row.position
  if (position !== undefined && (row === undefined || isOwned(row, source))) return position
  throw new ApiError(400, `Invalid '${param}': there is no object with id '${quotable(id)}' in this list.`, {
    param,
    code: 'invalid_value',
  })
}

/** Of the index's fields the first is the owner; a status may have changed since the row was listed. */
function isOwned<Name extends Listed>(row: object, { table, index, prefix }: ListSource<Name>): boolean {
  const fields: Record<string, readonly string[]> = INDEXES[table]
  const [owner] = fields[index] ?? []
  return owner === undefined || Reflect.get(row, owner) === prefix[0]
}

/**
 * Where the ends of the pages were that were read last, so that a program may delete what it has read and then ask for the next page.
 * Ids are unique, so that all runtimes of a program can share it.
 */
const recentEnds = new Map<string, number>()

const REMEMBERED_ENDS = 10_000

function rememberEnds<Name extends Listed>(
  source: ListSource<Name>,
  rows: readonly { position: number; object: { id: string } }[],
): void {
  for (const row of [rows[0], rows.at(-1)]) {
    if (row !== undefined) recentEnds.set(endKey(source, row.object.id), row.position)
  }
  for (const key of recentEnds.keys()) {
    if (recentEnds.size <= REMEMBERED_ENDS) return
    recentEnds.delete(key)
  }
}

function endKey<Name extends Listed>({ table, prefix }: ListSource<Name>, id: string): string {
  return [table, prefix[0] ?? '', id].join(' ')
}
