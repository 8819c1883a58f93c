import { AppError } from './errors.ts'

/** Stops waiting when `signal` aborts, whatever becomes of the promise. @throws AppError `aborted` */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AppError({ kind: 'aborted', detail: 'Stopped.' }))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject)
  })
}
