import { AppError, type AppErrorData } from './errors.ts'

/** The storable form of whatever was caught. */
export function errorDataOf(cause: unknown): AppErrorData {
  if (cause instanceof AppError) return cause.data
  return {
    kind: 'unexpected',
    detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
  }
}
