import { AppError } from '../domain/errors.ts'

/** What the browser's storage threw, as an `AppError` of kind `storage-full` or `storage`. */
export function toStorageError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const isFull = nameOf(cause) === 'QuotaExceededError'
  return new AppError({ kind: isFull ? 'storage-full' : 'storage', detail: String(cause) }, { cause })
}

export function nameOf(cause: unknown): string {
  return cause instanceof Error || cause instanceof DOMException ? cause.name : ''
}
