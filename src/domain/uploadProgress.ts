/** How much of a request has been handed to the network: the file, and some hundred bytes of the form around it. */
export interface SentBytes {
  sentBytes: number
  /** 0: not known. */
  totalBytes: number
}

/** `atMs` is of any clock that does not go back, such as `performance.now()`. */
export interface UploadSample extends SentBytes {
  atMs: number
}

export interface UploadProgress extends SentBytes {
  /** From 0 to 1. */
  fraction: number
  /** Of the last seconds; null until there is enough to tell by. */
  bytesPerSecond: number | null
  /** Null where nothing moves, or nothing is known. */
  remainingMs: number | null
}

/** The speed is that of so long a time: shorter and the numbers flicker, longer and they are late. */
const WINDOW_MS = 5000
/** The first bytes only fill the buffers of the system, at a speed that no network has. */
const MIN_SPAN_MS = 500

const NOTHING: UploadSample = { atMs: 0, sentBytes: 0, totalBytes: 0 }

/** The samples with a newer one, without those that no longer count. A request that began anew begins them anew. */
export function withSample(samples: readonly UploadSample[], sample: UploadSample): readonly UploadSample[] {
  const last = samples.at(-1)
  const isAnew = last !== undefined && (sample.sentBytes < last.sentBytes || sample.atMs < last.atMs)
  return isAnew ? [sample] : [...samples.slice(startOfWindow(samples, sample.atMs)), sample]
}

/** How an upload stands, from its samples (oldest first) and the time now by the same clock. */
export function uploadProgress(samples: readonly UploadSample[], nowMs: number): UploadProgress {
  const { sentBytes, totalBytes } = samples.at(-1) ?? NOTHING
  const fraction = totalBytes > 0 ? Math.min(1, sentBytes / totalBytes) : 0
  const bytesPerSecond = speedOf(samples, nowMs)
  const isMoving = bytesPerSecond !== null && bytesPerSecond > 0 && totalBytes > 0
  const leftMs = isMoving ? ((totalBytes - sentBytes) / bytesPerSecond) * 1000 : null
  return { sentBytes, totalBytes, fraction, bytesPerSecond, remainingMs: fraction === 1 ? 0 : leftMs }
}

function speedOf(samples: readonly UploadSample[], nowMs: number): number | null {
  const first = samples[startOfWindow(samples, nowMs)] ?? NOTHING
  const last = samples.at(-1) ?? NOTHING
  const spanMs = nowMs - first.atMs
  return samples.length > 0 && spanMs >= MIN_SPAN_MS
    ? (Math.max(0, last.sentBytes - first.sentBytes) / spanMs) * 1000
    : null
}

/** The index of the newest sample that is as old as the window, or of the oldest. */
function startOfWindow(samples: readonly UploadSample[], nowMs: number): number {
  return Math.max(
    0,
    samples.findLastIndex(({ atMs }) => atMs <= nowMs - WINDOW_MS),
  )
}
