import { ApiError } from '../../http/errors.ts'
import { StorageError } from '../db/port.ts'

/** Whatever was thrown, as the API tells it. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StorageError) return storageFailure(error)
  const message = error instanceof Error ? error.message : String(error)
  return new ApiError(500, `The server had an error while processing your request. (${message})`)
}

function storageFailure({ kind, message }: StorageError): ApiError {
  switch (kind) {
    case 'full':
      return new ApiError(507, `There is no room left to store this. Nothing was changed. (${message})`, {
        code: 'storage_full',
      })
    case 'outdated':
      return new ApiError(503, message, { code: 'outdated_tab' })
    case 'failed':
      return new ApiError(500, `The storage failed; nothing was changed. (${message})`, {
        code: 'storage_failed',
      })
  }
}
