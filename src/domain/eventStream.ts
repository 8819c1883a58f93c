import type { ApiEvent } from './apiCall.ts'

/** A piece of a stream's text, and when it came. */
export interface TimedText {
  atMs: number
  text: string
}

/** The events in the text of a stream (`text/event-stream`), each at the time when it was whole. What is left at the end is one, too. */
export function eventsIn(pieces: readonly TimedText[]): ApiEvent[] {
  const events: ApiEvent[] = []
  let name: string | null = null
  let data: string[] = []
  let rest = ''
  function end(atMs: number): void {
    if (data.length > 0) events.push({ atMs, name, data: data.join('\n') })
    name = null
    data = []
  }
  function take(line: string, atMs: number): void {
    if (line === '') end(atMs)
    else if (line.startsWith('data:')) data.push(valueOf(line))
    else if (line.startsWith('event:')) name = valueOf(line)
  }
  for (const { atMs, text } of pieces) {
    // A carriage return at the very end may be half of a line's end.
    const isOpen = (rest + text).endsWith('\r')
    const lines = (rest + text).slice(0, isOpen ? -1 : undefined).split(/\r\n|\r|\n/u)
    rest = (lines.pop() ?? '') + (isOpen ? '\r' : '')
    for (const line of lines) take(line, atMs)
  }
  const last = pieces.at(-1)?.atMs ?? 0
  if (rest.trimEnd() !== '') take(rest.replace(/\r$/u, ''), last)
  end(last)
  return events
}

const valueOf = (line: string): string => line.slice(line.indexOf(':') + 1).replace(/^ /u, '')
