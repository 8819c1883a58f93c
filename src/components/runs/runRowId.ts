import { type RunKey, textOfRunKey } from '@/domain/place.ts'

/** The element of the list that opens a run: where the focus returns to. */
export function runRowId(key: RunKey): string {
  return `row-of-${textOfRunKey(key)}`
}
