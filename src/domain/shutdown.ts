const NOTICE_DAYS = 90

/**
 * How near a model's end is: `past`, `soon` (within 90 days), `later`, or null without a date.
 * `shutdownDate` is `YYYY-MM-DD`; the model is gone on that day.
 */
export function shutdownNearness(
  shutdownDate: string | null,
  nowMs: number,
): 'past' | 'soon' | 'later' | null {
  if (shutdownDate === null) return null
  const atMs = Date.parse(shutdownDate)
  if (Number.isNaN(atMs)) return null
  if (atMs <= nowMs) return 'past'
  return atMs - nowMs <= NOTICE_DAYS * 86_400_000 ? 'soon' : 'later'
}
