import { jsonCopy } from './chatRequest.ts'

const KEPT_ENTRIES = 8
const MAX_STRING = 4_000

/**
 * A request body as it is kept beside its reply. Each request repeats the conversation so far, pictures included, so
 * keeping it whole would take space that grows with the square of a chat's length: of a long list of messages the
 * first two and the last ones stay, of long strings the beginning, and what is left out is said in its place.
 */
export function shortenBody(body: unknown): unknown {
  return shortenValue(jsonCopy(body))
}

function shortenValue(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return shortenString(value)
  if (Array.isArray(value)) {
    const entries: unknown[] = value
    const isHistory = (key === 'messages' || key === 'input') && entries.length > KEPT_ENTRIES
    const left = entries.length - KEPT_ENTRIES
    const kept = isHistory
      ? [...entries.slice(0, 2), `… ${left} more …`, ...entries.slice(2 + left)]
      : entries
    return kept.map((entry) => shortenValue(entry))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, shortenValue(child, name)]))
}

function shortenString(text: string): string {
  const limit = text.startsWith('data:') ? 64 : MAX_STRING
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`
}
