import type { Connection } from './connection.ts'

/**
 * Where assistants, threads, files and vector stores live: this browser, or a connection whose server keeps them itself. `id` is
 * `browser`, or the connection's.
 */
export interface Place {
  id: string
  /** `null` for this browser. */
  connection: Connection | null
}

export const BROWSER_PLACE: Place = { id: 'browser', connection: null }

/** A thread, and where it lives: two servers may have threads of one id. */
export interface ThreadKey {
  placeId: string
  threadId: string
}

/** A run of a thread. */
export interface RunKey extends ThreadKey {
  runId: string
}

/** One text for a thread, for maps. */
export function textOfThreadKey({ placeId, threadId }: ThreadKey): string {
  return `${placeId}/${threadId}`
}

/** One text for a run, for maps. */
export function textOfRunKey({ runId, ...thread }: RunKey): string {
  return `${textOfThreadKey(thread)}/${runId}`
}

/** Whether asking a place needs no network: the runtime in this page, or a server on this machine. */
export function needsNoNetwork({ connection }: Place): boolean {
  if (connection === null) return true
  const { hostname } = new URL(connection.baseURL)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
