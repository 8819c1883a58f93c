import type { TokenCount } from './countSource.ts'
import type { EncodingName } from './encodings.ts'
import type { TokenAnswer, TokenRequest } from './tokenMessages.ts'

interface Waiting {
  request: TokenRequest
  listen: (answer: TokenAnswer) => void
}

let worker: Worker | null = null
let isWorkerBroken = typeof Worker === 'undefined'
let requests = 0
const waiting = new Map<number, Waiting>()

/** Counts a text or a file, off the page's thread where that can be had. @throws the signal's reason, or an Error. */
export function countTokens(
  source: string | Blob,
  encoding: EncodingName,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (share: number) => void },
): Promise<TokenCount> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const id = (requests += 1)
    const stop = (): void => send({ type: 'stop', id })
    signal.addEventListener('abort', stop, { once: true })
    ask({ type: 'count', id, encoding, source }, (answer) => {
      if (answer.type === 'progress') {
        onProgress?.(answer.share)
        return
      }
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(new DOMException('Stopped', 'AbortError'))
      else if (answer.type === 'counted') resolve(answer.count)
      else reject(new Error(answer.type === 'failed' ? answer.message : 'The count was stopped.'))
    })
  })
}

/** The bytes of each token. @throws Error when the encoding cannot be fetched. */
export function bytesOfTokens(ids: Uint32Array, encoding: EncodingName): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const id = (requests += 1)
    ask({ type: 'bytes', id, encoding, ids }, (answer) => {
      if (answer.type === 'bytes') resolve(answer.bytes)
      else reject(new Error(answer.type === 'failed' ? answer.message : 'The tokens could not be read.'))
    })
  })
}

function ask(request: TokenRequest, listen: (answer: TokenAnswer) => void): void {
  waiting.set(request.id, { request, listen })
  send(request)
}

function send(request: TokenRequest): void {
  if (isWorkerBroken) {
    void answerInPage(request)
    return
  }
  try {
    worker ??= startWorker()
    worker.postMessage(request)
  } catch {
    giveUpWorker()
  }
}

function startWorker(): Worker {
  const started = new Worker(new URL('./tokenWorker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<TokenAnswer>) => receive(data))
  started.addEventListener('error', giveUpWorker)
  return started
}

function receive(answer: TokenAnswer): void {
  const listen = waiting.get(answer.id)?.listen
  if (answer.type !== 'progress') waiting.delete(answer.id)
  listen?.(answer)
}

/** What is under way begins again, in the page. */
function giveUpWorker(): void {
  isWorkerBroken = true
  worker?.terminate()
  worker = null
  for (const { request } of waiting.values()) void answerInPage(request)
}

async function answerInPage(request: TokenRequest): Promise<void> {
  try {
    const { answerRequest } = await import('./answerRequest.ts')
    await answerRequest(request, receive)
  } catch (error) {
    receive({
      type: 'failed',
      id: request.id,
      message: error instanceof Error ? error.message : String(error),
    })
  }
}
