import type { AppErrorData } from './errors.ts'

/** One value that is fetched: never three refs for loading, error and data. Refreshing keeps the old value. */
export type Loadable<T> =
  | { status: 'pending' }
  | { status: 'ready'; value: T; isRefreshing: boolean }
  | { status: 'failed'; error: AppErrorData }
