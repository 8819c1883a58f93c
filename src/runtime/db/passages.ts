import type { PassageBatch } from '../../ingest/types.ts'
import type { ReadTransaction, WriteTransaction } from './port.ts'
import type { PassagesRow } from './tables.ts'

/** A search reads a row for each of its hits, so that rows are small. */
const PASSAGES_A_ROW = 16
const ROWS_AT_ONCE = 16

/** Keeps passages of a file, of which the first is number `first`. */
export async function putPassages(
  tx: WriteTransaction,
  { rowId, storeId, first }: Pick<PassagesRow, 'rowId' | 'storeId'> & { first: number },
  { text, start, passages }: Pick<PassageBatch, 'text' | 'start' | 'passages'>,
): Promise<void> {
  for (let at = 0; at < passages.length; at += PASSAGES_A_ROW) {
    const members = passages.slice(at, at + PASSAGES_A_ROW)
    const from = members[0]?.start ?? start
    // With the space up to what comes next, so that the rows together are the whole text.
    const to = Math.max(passages[at + PASSAGES_A_ROW]?.start ?? start + text.length, members.at(-1)?.end ?? 0)
    const position = first + at
    await tx.put('passages', {
      id: `${rowId}#${position}`,
      position,
      rowId,
      storeId,
      text: text.slice(from - start, to - start),
      start: from,
      passages: members,
    })
  }
}

/** Takes away what was read out of a file. */
export async function dropPassages(tx: WriteTransaction, rowId: string): Promise<void> {
  for (;;) {
    const rows = await tx.scan('passages', 'file', { prefix: [rowId], limit: ROWS_AT_ONCE })
    for (const { id } of rows) await tx.delete('passages', id)
    if (rows.length < ROWS_AT_ONCE) return
  }
}

/** Some of a file's text, in parts that don't overlap. */
export interface TextPage {
  parts: string[]
  /** The position of the row that the next page begins with; `null` for the last page. */
  next: number | null
}

/** The text of a file from the row at `position` on, of about so many UTF-16 units. */
export async function readText(
  tx: ReadTransaction,
  rowId: string,
  { position, size }: { position: number; size: number },
): Promise<TextPage> {
  const parts: string[] = []
  let left = size
  let held: PassagesRow | undefined
  for (let above = position - 1; ; above = held.position) {
    const rows = await tx.scan('passages', 'file', { prefix: [rowId], above, limit: ROWS_AT_ONCE })
    for (const row of rows) {
      if (held !== undefined) {
        const text = held.text.slice(0, row.start - held.start)
        parts.push(text)
        left -= text.length
      }
      if (left <= 0) return { parts, next: row.position }
      held = row
    }
    if (held === undefined || rows.length < ROWS_AT_ONCE) {
      return { parts: held === undefined ? [] : [...parts, held.text], next: null }
    }
  }
}
