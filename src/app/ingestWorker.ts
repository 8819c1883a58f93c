import { readPassages } from '../ingest/readPassages.ts'
import { IngestionError } from '../ingest/types.ts'
import { ALIVE_MS, BATCHES_UNDER_WAY, type ReadAnswer, type ReadRequest } from './ingestMessages.ts'

// The worker of `createWorkerReader`: reads one file at a time. To stop it, the page ends it.
addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => void answer(data))

async function answer({ file, limits, from, port }: ReadRequest): Promise<void> {
  const post = (message: ReadAnswer): void => port.postMessage(message)
  let alive = setTimeout(tellAlive, ALIVE_MS)
  function tellAlive(): void {
    post({ type: 'alive' })
    alive = setTimeout(tellAlive, ALIVE_MS)
  }
  let room = BATCHES_UNDER_WAY
  let onRoom: () => void = () => undefined
  port.onmessage = () => {
    room += 1
    onRoom()
  }
  try {
    for await (const batch of readPassages(file, limits, new AbortController().signal, from)) {
      post({ type: 'batch', batch })
      room -= 1
      if (room === 0) await new Promise<void>((resolve) => (onRoom = resolve))
    }
    post({ type: 'ended' })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    post({ type: 'failed', message, ...(error instanceof IngestionError && { code: error.code }) })
  } finally {
    clearTimeout(alive)
  }
}
