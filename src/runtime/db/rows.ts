import { ApiError, quotable } from '../../http/errors.ts'
import type { ReadTransaction } from './port.ts'
import type { Indexes, TableName, Tables } from './tables.ts'

/** The API's seconds of the clock's milliseconds. */
export function secondsOf(nowMs: number): number {
  return Math.floor(nowMs / 1000)
}

type Positioned = { [Name in TableName]: Tables[Name] extends { position: number } ? Name : never }[TableName]

/**
 * The position of a row that is about to be added to the list of an index. It is taken from the time, so that the place of a deleted
 * row is not given to another: whoever reads the list from there on would miss that one.
 */
export async function nextPosition<Name extends Positioned>(
  tx: ReadTransaction,
  table: Name,
  index: keyof Indexes[Name] & string,
  prefix: readonly (string | number)[],
): Promise<number> {
  const [last] = await tx.scan(table, index, { prefix, order: 'desc', limit: 1 })
  return Math.max((last?.position ?? 0) + 1, Date.now())
}

/** What the API calls the objects of each table. */
const NOUNS = {
  assistants: 'assistant',
  threads: 'thread',
  messages: 'message',
  runs: 'run',
  steps: 'run step',
  files: 'file',
  uploads: 'upload',
  vectorStores: 'vector store',
  vectorStoreFiles: 'file',
  fileBatches: 'file batch',
} as const satisfies Partial<Record<TableName, string>>

/** `No assistant found with id 'asst_x'.` */
export function notFound(table: keyof typeof NOUNS, id: string): ApiError {
  return new ApiError(404, `No ${NOUNS[table]} found with id '${quotable(id)}'.`)
}

/** The row of that id. @throws ApiError 404 */
export async function requireRow<Name extends keyof typeof NOUNS>(
  tx: ReadTransaction,
  table: Name,
  id: string,
): Promise<Tables[Name]> {
  const row = await tx.get(table, id)
  if (row === undefined) throw notFound(table, id)
  return row
}
