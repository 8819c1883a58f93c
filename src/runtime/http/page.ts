import * as v from 'valibot'
import { checked } from '../../http/body.ts'
import { ApiError } from '../../http/errors.ts'
import type { ReadTransaction, ScanRange } from '../db/port.ts'
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

const wholeNumber = v.pipe(v.string(), v.transform(Number), v.number(), v.integer(), v.minValue(1))

/**
 * The query of a list, with its defaults.
 * @throws ApiError 400 naming `limit` or `order`.
 */
export function pageQuery(url: string, { max = 100, preset = 20 } = {}): PageQuery {
  const query = new URL(url).searchParams
  const given = Object.fromEntries([...query].filter(([, value]) => value !== ''))
  return checked(
    v.object({
      limit: v.optional(v.pipe(wholeNumber, v.maxValue(max)), String(preset)),
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
 * @throws ApiError 400 for a cursor that names no object of the list's kind.
 */
export async function readPage<Name extends Listed>(
  tx: ReadTransaction,
  { table, index, prefix, rowId = (id) => id }: ListSource<Name>,
  query: PageQuery,
): Promise<Page<Tables[Name]['object']>> {
  const position = (param: 'after' | 'before'): Promise<number | undefined> =>
    positionOf(tx, { table, param, id: query[param], rowId })
  const after = await position('after')
  const before = await position('before')
  const isBackwards = before !== undefined && after === undefined
  const [low, high] = query.order === 'asc' ? [after, before] : [before, after]
  const range: ScanRange = {
    prefix,
    order: isBackwards ? opposite(query.order) : query.order,
    limit: query.limit + 1,
    ...(low !== undefined && { above: low }),
    ...(high !== undefined && { below: high }),
  }
  const rows = await tx.scan(table, index, range)
  const shown = rows.slice(0, query.limit)
  if (isBackwards) shown.reverse()
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

async function positionOf(
  tx: ReadTransaction,
  {
    table,
    param,
    id,
    rowId,
  }: { table: Listed; param: string; id: string | undefined; rowId: (id: string) => string },
): Promise<number | undefined> {
  if (id === undefined) return undefined
  const row = await tx.get(table, rowId(id))
  if (row !== undefined) return row.position
  throw new ApiError(400, `Invalid '${param}': there is no object with id '${id}' in this list.`, {
    param,
    code: 'invalid_value',
  })
}
