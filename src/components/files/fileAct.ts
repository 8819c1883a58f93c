/** What can be done with one file of a list. */
export type FileAct = 'open' | 'preview' | 'download' | 'copy' | 'delete'

/** The element of a list that opens a file: where the focus returns to. */
export function rowIdOf(fileId: string): string {
  return `row-of-${fileId}`
}
