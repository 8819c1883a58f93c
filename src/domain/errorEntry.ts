import { ERROR_ENTRIES, type ErrorArea, type ErrorEntry } from '../facts/errorEntries.ts'
import type { AppErrorKind } from './errors.ts'

/** What an error is known by: any `AppErrorData` is one; elsewhere the area says whose `code` it is. */
export interface ErrorReference {
  area?: ErrorArea
  code?: string
  kind?: AppErrorKind
}

/** Areas whose codes mean something else than the same word in an answer. */
const APART: ReadonlySet<ErrorArea> = new Set(['run', 'store_file', 'file'])

/** The entry of an error: by its code (or the entry's id), else by its kind; `null` for a code that only its server knows. */
export function errorEntryOf({ area, code, kind }: ErrorReference): ErrorEntry | null {
  const isHere = (entry: ErrorEntry): boolean =>
    area === undefined ? !APART.has(entry.area) : entry.area === area
  const coded = ERROR_ENTRIES.filter(
    (entry) => code !== undefined && isHere(entry) && entry.codes.includes(code),
  )
  const kindly = ERROR_ENTRIES.filter((entry) => kind !== undefined && entry.kind === kind && isHere(entry))
  return (
    ERROR_ENTRIES.find((entry) => entry.id === code) ??
    coded.find((entry) => entry.kind === kind) ??
    coded[0] ??
    kindly.find((entry) => entry.isAtLarge) ??
    kindly[0] ??
    null
  )
}
