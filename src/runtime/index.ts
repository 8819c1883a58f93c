import type { RuntimeDeps } from './deps.ts'
import { sweepExpiredFiles } from './db/files.ts'
import { sweepExpiredUploads } from './db/uploads.ts'
import { createEngine } from './engine/engine.ts'
import { createIngestion } from './engine/ingestion.ts'
import { createApp } from './http/app.ts'

export interface Runtime {
  /** Answers as the Assistants API does; to be handed to the SDK as its `fetch`, or served. */
  fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>
  /** Takes up what an earlier page left unfinished. Called once. */
  start: () => Promise<void>
  /** Lets go of everything; what is under way is left as it is stored. */
  close: () => Promise<void>
}

/** An Assistants v2 server as a fetch handler over a storage and the models of the person's connections. */
export function createRuntime(deps: RuntimeDeps): Runtime {
  const engine = createEngine(deps)
  const ingestion = createIngestion(deps)
  const answer = createApp({ ...deps, engine, ingestion })
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const signal = init?.signal ?? request.signal
      signal.throwIfAborted()
      const response = await answer(request)
      return isStream(response) ? abortable(response, signal) : response
    },
    async start() {
      // First of all: a storage that fails at clearing up should not keep the runs from going on.
      await engine.start()
      await sweepExpiredFiles(deps.storage, deps.clock.now())
      await sweepExpiredUploads(deps.storage, deps.clock.now())
      await ingestion.start()
    },
    async close() {
      engine.close()
      ingestion.close()
      deps.interpreter?.close()
      deps.channel?.close()
      await deps.storage.close()
    },
  }
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** Who reads a stream hears of the abort at once, as over the network, however long nothing comes. */
function abortable(response: Response, signal: AbortSignal): Response {
  return new Response(response.body?.pipeThrough(new TransformStream(), { signal }) ?? null, response)
}
