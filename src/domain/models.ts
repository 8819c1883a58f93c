/** One model of an endpoint's own list. */
export interface ModelEntry {
  id: string
  ownedBy: string | null
  /** Milliseconds since the epoch; `null` where the server does not say. */
  createdAt: number | null
  /** `YYYY-MM-DD`, where the server gives one. */
  shutdownDate: string | null
  /** The entry as the server sent it. */
  raw: Record<string, unknown>
}
