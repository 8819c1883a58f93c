import type { Passage } from '../../ingest/types.ts'
import type { ReadTransaction } from '../db/port.ts'
import type { PassagesRow } from '../db/tables.ts'

/** The row that has the passage of that number of a file; `undefined` where the file is gone or has fewer. */
export async function partOf(
  tx: ReadTransaction,
  rowId: string,
  passage: number,
): Promise<PassagesRow | undefined> {
  const [part] = await tx.scan('passages', 'file', {
    prefix: [rowId],
    below: passage + 1,
    order: 'desc',
    limit: 1,
  })
  return part !== undefined && passage < part.position + part.passages.length ? part : undefined
}

/** The text of a passage of the row. */
export function textOf(part: PassagesRow, { start, end }: Passage): string {
  return part.text.slice(start - part.start, end - part.start)
}
