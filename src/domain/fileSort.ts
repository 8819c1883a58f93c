import type { FileObject } from './api.ts'

export const FILE_SORTS = ['created', 'name', 'size', 'purpose'] as const
export type FileSort = (typeof FILE_SORTS)[number]

export interface FileOrder {
  sort: FileSort
  isDescending: boolean
}

/** Names as a person counts: `part-9` before `part-10`. */
const byName = new Intl.Collator(undefined, { numeric: true })

const COMPARE: Record<FileSort, (a: FileObject, b: FileObject) => number> = {
  created: (a, b) => a.created_at - b.created_at,
  name: (a, b) => byName.compare(a.filename, b.filename),
  size: (a, b) => a.bytes - b.bytes,
  purpose: (a, b) => a.purpose.localeCompare(b.purpose),
}

/** The files in order; what is equal in it goes by name. */
export function sortFiles(files: readonly FileObject[], { sort, isDescending }: FileOrder): FileObject[] {
  const direction = isDescending ? -1 : 1
  return files.toSorted((a, b) => direction * COMPARE[sort](a, b) || byName.compare(a.filename, b.filename))
}

/** The files of a purpose (empty: of any) whose name or id holds every word of the query, in any order. */
export function searchFiles(
  files: readonly FileObject[],
  { query, purpose }: { query: string; purpose: string },
): readonly FileObject[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length === 0 && purpose === '') return files
  return files.filter((file) => {
    const text = `${file.filename} ${file.id}`.toLowerCase()
    return (purpose === '' || file.purpose === purpose) && words.every((word) => text.includes(word))
  })
}
