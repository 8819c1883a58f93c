import { AppError } from '../domain/errors.ts'

/** A chunk of the page itself; that it cannot be loaded must not look like a failure of the endpoint. @throws AppError `chunk` */
export function chunk<T>(loading: Promise<T>): Promise<T> {
  return loading.catch((cause: unknown) => {
    throw new AppError({ kind: 'chunk', detail: String(cause) }, { cause })
  })
}
