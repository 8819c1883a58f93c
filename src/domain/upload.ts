import type { FileObject } from './api.ts'
import type { AppErrorData } from './errors.ts'
import type { FileProblem, FileUse } from './fileChecks.ts'
import type { UploadSample } from './uploadProgress.ts'

/** How far the upload of a file is. */
export type UploadState =
  | { kind: 'waiting' }
  /** Its text is read, to see whether it is one. */
  | { kind: 'checking' }
  /** On its way to an endpoint. */
  | { kind: 'sending'; samples: readonly UploadSample[] }
  /** On its way into this browser's storage. */
  | { kind: 'storing' }
  | { kind: 'done'; file: FileObject }
  | { kind: 'refused'; problem: FileProblem }
  | { kind: 'failed'; error: AppErrorData }
  | { kind: 'cancelled' }

export interface Upload {
  id: string
  placeId: string
  file: File
  use: FileUse
  /** How long it shall be kept; `null`: until it is deleted. */
  expiresAfterSeconds: number | null
  state: UploadState
}

/** Whether an upload is under way, or will be. */
export function isUnfinished({ state: { kind } }: Upload): boolean {
  return kind === 'waiting' || kind === 'checking' || kind === 'sending' || kind === 'storing'
}
