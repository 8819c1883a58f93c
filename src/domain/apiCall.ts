/** What came back of a call; a body that is read in pieces (a stream) or is no JSON is named by its media type. */
export type ApiAnswer =
  | { kind: 'pending' }
  | { kind: 'json'; status: number; durationMs: number; value: unknown }
  | { kind: 'other'; status: number; durationMs: number; mediaType: string }
  /** It was stopped, or broke, before there was an answer. */
  | { kind: 'none'; durationMs: number }

/** A call of the API as a person reads it. Headers, and with them keys, are not in it. */
export interface ApiCall {
  id: string
  /** The connection that was asked, or the place `browser`. */
  placeId: string
  method: string
  /** Below the base URL, with its query: `/files?limit=100`. */
  path: string
  /** Milliseconds since 1970. */
  sentAt: number
  /** The JSON that was sent, or the fields of a form; `undefined`: nothing. */
  request: unknown
  answer: ApiAnswer
}

/** Whether a call is about one of these: `/files` is about `/files`, `/files?limit=1` and `/files/file_1`. */
export function isCallOf({ path }: ApiCall, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix) && !/^\w/u.test(path.slice(prefix.length)))
}
