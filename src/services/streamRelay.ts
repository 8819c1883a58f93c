/** A request as the page hands it to the worker that sends it. */
export interface RelayRequest {
  url: string
  init: RequestInit
  /** Where the answer goes. All that ever comes back on it is that no more of it is wanted. */
  port: MessagePort
}

/** An answer, piece by piece: `failed` before or after the `response`, or its `bytes` up to the `end`. */
export type RelayAnswer =
  | {
      type: 'response'
      status: number
      statusText: string
      headers: [name: string, value: string][]
      hasBody: boolean
    }
  | { type: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'end' }
  | { type: 'failed'; message: string }

/** The page shows new text about 20 times a second: what comes in between is handed over together. */
const PACE_MS = 30

/** Sends a request, and its answer to the port as it comes. */
export async function relay({ url, init, port }: RelayRequest): Promise<void> {
  const controller = new AbortController()
  port.onmessage = () => controller.abort()
  const tell = (answer: RelayAnswer): void => port.postMessage(answer)
  try {
    const response = await fetch(url, { ...init, signal: controller.signal })
    const { status, statusText, headers, body } = response
    tell({ type: 'response', status, statusText, headers: [...headers], hasBody: body !== null })
    if (body !== null) await relayBody(body, port)
    tell({ type: 'end' })
  } catch (cause) {
    tell({ type: 'failed', message: cause instanceof Error ? cause.message : String(cause) })
  }
}

/** What has arrived is handed over also when the connection breaks. */
async function relayBody(body: ReadableStream<Uint8Array<ArrayBuffer>>, port: MessagePort): Promise<void> {
  const reader = body.getReader()
  let arrived: Uint8Array<ArrayBuffer>[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let toldAt = -Infinity
  const handOver = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (arrived.length === 0) return
    const bytes = joined(arrived)
    arrived = []
    toldAt = performance.now()
    port.postMessage({ type: 'bytes', bytes } satisfies RelayAnswer, [bytes.buffer])
  }
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      arrived.push(value)
      timer ??= setTimeout(handOver, Math.max(0, toldAt + PACE_MS - performance.now()))
    }
  } finally {
    handOver()
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
