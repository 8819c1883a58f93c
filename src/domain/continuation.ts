import type { ChatEvent, ChatTurn, TokenUsage } from './chat.ts'

/** Below this, a repeated end may well be chance ("ha" after "haha"). */
const MIN_OVERLAP = 12
const MAX_OVERLAP = 4_000

/**
 * Asks a model to go on where its reply was cut. It is told to begin with the last words: models drop a leading
 * space otherwise, and `withoutOverlap` takes the repetition out again.
 */
export function continuationTurn(text: string): Extract<ChatTurn, { attachments: unknown }> {
  return {
    role: 'user',
    attachments: [],
    text:
      'Your last message was cut off. Continue it from its exact end. Begin by repeating its last words exactly ' +
      'as they are below, then go on. Do not comment and do not start over.\n\n' +
      `Last words:\n${lastWords(text)}`,
  }
}

function lastWords(text: string): string {
  const tail = text.slice(-80)
  const space = tail.search(/\s/u)
  return tail.length < 80 || space === -1 || space > 40
    ? tail.replace(/^[\udc00-\udfff]/u, '')
    : tail.slice(space + 1)
}

/**
 * The events of a continued reply as those of one reply: text that repeats the end of `text` is left out, and the
 * tokens of both requests add up.
 */
export async function* continueEvents(
  text: string,
  usage: TokenUsage | null,
  events: AsyncIterable<ChatEvent>,
): AsyncGenerator<ChatEvent> {
  let pending: string | null = ''
  try {
    for await (const event of events) {
      if (event.type === 'usage') yield { type: 'usage', usage: addUsage(usage, event.usage) }
      else if (event.type !== 'text-delta' || pending === null) {
        if (event.type === 'response-ended' && pending !== null) {
          yield* rest(text, pending)
          pending = null
        }
        yield event
      } else {
        pending += event.text
        const overlap = overlapOf(text, pending)
        if (overlap === 'undecided') continue
        yield* delta(pending.slice(overlap))
        pending = null
      }
    }
  } catch (cause) {
    // What had arrived is kept, also when it was still being compared.
    if (pending !== null) yield* rest(text, pending)
    throw cause
  }
  if (pending !== null) yield* rest(text, pending)
}

function* rest(text: string, pending: string): Generator<ChatEvent> {
  yield* delta(pending.slice(longestOverlap(text, pending)))
}

function* delta(text: string): Generator<ChatEvent> {
  if (text !== '') yield { type: 'text-delta', text }
}

/**
 * How many characters of `addition` repeat the end of `text`; `undecided` while more of `addition` could make it
 * more. White space before the repetition counts as part of it.
 */
export function overlapOf(text: string, addition: string): number | 'undecided' {
  const start = addition.trimStart()
  const max = Math.min(text.length, MAX_OVERLAP)
  if (start === '') return text === '' ? 0 : 'undecided'
  for (let length = max; length > start.length && length >= MIN_OVERLAP; length -= 1) {
    if (text.startsWith(start, text.length - length)) return 'undecided'
  }
  return longestOverlap(text, addition)
}

function longestOverlap(text: string, addition: string): number {
  const start = addition.trimStart()
  const space = addition.length - start.length
  for (let length = Math.min(text.length, MAX_OVERLAP, start.length); length >= MIN_OVERLAP; length -= 1) {
    if (start.startsWith(text.slice(-length))) return space + length
  }
  return 0
}

function addUsage(before: TokenUsage | null, more: TokenUsage): TokenUsage {
  if (before === null) return more
  const sum = (a: number | null, b: number | null): number | null =>
    a === null && b === null ? null : (a ?? 0) + (b ?? 0)
  return {
    promptTokens: before.promptTokens + more.promptTokens,
    completionTokens: before.completionTokens + more.completionTokens,
    totalTokens: before.totalTokens + more.totalTokens,
    cachedTokens: sum(before.cachedTokens, more.cachedTokens),
    reasoningTokens: sum(before.reasoningTokens, more.reasoningTokens),
  }
}
