import type { FileCreateParams } from './api.ts'
import { BATCH_FILE_BYTES, FILE_BYTES } from '../facts/limits.ts'
import { extensionOf, extensionsOf, isOfGroup, type FormatGroup, type NamedFile } from './fileFormats.ts'
import { detectEncoding } from './textEncoding.ts'

/** What files are uploaded for. */
export type UploadPurpose = FileCreateParams['purpose']

/** What a file shall be good for: a purpose, or one of the two tools, which take less than `assistants` does. */
export type FileUse = UploadPurpose | 'file_search' | 'code_interpreter'

/** Why a file cannot be uploaded. */
export type FileProblem =
  | { code: 'empty' }
  | { code: 'too-large'; maxBytes: number }
  /** `extension` is null for a name without one; `extensions` are those that are taken. */
  | { code: 'unsupported-type'; extension: string | null; extensions: readonly string[] }
  /** A text that is not in UTF-8, UTF-16 or GB18030. */
  | { code: 'unsupported-encoding' }

/** `null`: any. */
const GROUP_OF_USE: Readonly<Record<FileUse, FormatGroup | null>> = {
  assistants: 'assistant',
  file_search: 'searchable',
  code_interpreter: 'code',
  vision: 'image',
  batch: 'lines',
  'fine-tune': 'lines',
  user_data: null,
  evals: null,
}

/** The most bytes that a file may have. */
export function maxBytesOf(use: FileUse): number {
  return use === 'batch' ? BATCH_FILE_BYTES : FILE_BYTES
}

/** The extensions that a use takes, without dots; `null`: any. */
export function extensionsTaken(use: FileUse): readonly string[] | null {
  const group = GROUP_OF_USE[use]
  return group === null ? null : extensionsOf(group)
}

/** What speaks against a file before a byte of it is read; `size` in bytes. */
export function checkFile(file: NamedFile & { size: number }, use: FileUse): FileProblem | null {
  const maxBytes = maxBytesOf(use)
  const group = GROUP_OF_USE[use]
  if (file.size === 0) return { code: 'empty' }
  if (file.size > maxBytes) return { code: 'too-large', maxBytes }
  if (group === null || isOfGroup(file, group)) return null
  return {
    code: 'unsupported-type',
    extension: extensionOf(file.name),
    extensions: extensionsOf(group),
  }
}

/**
 * What speaks against a file's content: reads it if it is a text, piece by piece, until it finds something.
 * @throws DOMException `NotReadableError` for a file that is gone or has changed; the signal's reason.
 */
export async function checkFileContent(file: File, signal?: AbortSignal): Promise<FileProblem | null> {
  const isFine = !isOfGroup(file, 'text') || (await detectEncoding(file, signal)) !== null
  return isFine ? null : { code: 'unsupported-encoding' }
}
