import type { FileObject } from './api.ts'
import type { FileUse, UploadPurpose } from './fileChecks.ts'

/** What a file can be uploaded for, the most likely first. */
export const UPLOAD_PURPOSES: readonly UploadPurpose[] = [
  'assistants',
  'vision',
  'user_data',
  'batch',
  'fine-tune',
  'evals',
]

/** The API keeps the files of these to itself. Source: its answer, "Not allowed to download files of purpose: …". */
const KEPT: ReadonlySet<FileObject['purpose']> = new Set(['assistants', 'user_data'])

/** Whether the API hands out the content of files of this purpose. */
export function isDownloadable(purpose: FileObject['purpose']): boolean {
  return !KEPT.has(purpose)
}

/**
 * Asks the runtime for the content of a file whatever its purpose, as only the page does that it lives in: the API's rule keeps programs
 * from what a project's members uploaded, and here there is one person, who uploaded it.
 */
export const OWN_CONTENT_HEADER = 'skein-own-content'

/** What to upload a file for, so that it can be used so. */
export function purposeOf(use: FileUse): UploadPurpose {
  return use === 'file_search' || use === 'code_interpreter' ? 'assistants' : use
}
