import { IngestionError } from '../types.ts'

/** A file that is damaged, encrypted, or holds no text. */
export function invalidFile(message: string, cause?: unknown): IngestionError {
  const error = new IngestionError('invalid_file', message)
  if (cause !== undefined) error.cause = cause
  return error
}

/** A file of a format that is not read. */
export function unsupportedFile(message: string): IngestionError {
  return new IngestionError('unsupported_file', message)
}
