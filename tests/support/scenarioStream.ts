import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Wire } from './scenarios.ts'
import type { WireEvent } from './scenarioWire.ts'

/** Writes `events` as a server-sent event stream, at the pace and in the pieces that `wire` says. */
export async function writeEvents(response: ServerResponse, events: WireEvent[], wire: Wire): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()
  const firstToken = events.findIndex((event) => event.isToken === true)
  let startedAt = performance.now()
  let tokens = 0
  for (const [index, event] of events.entries()) {
    if (response.destroyed) return
    if (index === firstToken) {
      await waitForFirstToken(response, wire)
      startedAt = performance.now()
    }
    if (event.isToken === true && wire.tokensPerSecond !== undefined) {
      tokens += 1
      const due = startedAt + (tokens * 1000) / wire.tokensPerSecond
      if (due - performance.now() > 2) await sleep(due - performance.now())
    }
    if (event.isCut === true) {
      // Let what was written reach the client before the connection dies.
      await sleep(30)
      response.destroy()
      return
    }
    await write(response, format(event, wire), wire)
  }
  response.end()
}

async function waitForFirstToken(response: ServerResponse, wire: Wire): Promise<void> {
  const until = performance.now() + (wire.firstTokenMs ?? 0)
  while (performance.now() < until && !response.destroyed) {
    if (wire.keepAliveMs === undefined) await sleep(Math.max(0, until - performance.now()))
    else {
      response.write(': keep-alive\n\n')
      await sleep(wire.keepAliveMs)
    }
  }
}

function format(event: WireEvent, wire: Wire): string {
  const lines = [
    ...(wire.hasComments === true ? [': a comment', 'id: 7', 'retry: 3000'] : []),
    ...(event.name === undefined ? [] : [`event: ${event.name}`]),
    `data: ${event.rawData ?? JSON.stringify(event.data)}`,
  ]
  const newline = wire.newline ?? '\n'
  return lines.join(newline) + newline + newline
}

async function write(response: ServerResponse, text: string, wire: Wire): Promise<void> {
  const bytes = Buffer.from(text, 'utf8')
  const size = wire.bytesPerWrite ?? bytes.length
  for (let start = 0; start < bytes.length && !response.destroyed; start += size) {
    const hasRoom = response.write(bytes.subarray(start, start + size))
    if (!hasRoom) await Promise.race([once(response, 'drain'), once(response, 'close')])
    // One TCP write each, so that the client really sees the pieces.
    else if (wire.bytesPerWrite !== undefined) await new Promise((next) => setImmediate(next))
  }
}
