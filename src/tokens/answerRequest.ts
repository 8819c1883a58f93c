import { countSource } from './countSource.ts'
import { loadEncoding } from './loadEncoding.ts'
import type { TokenAnswer, TokenRequest } from './tokenMessages.ts'

/** So long it counts before others get their turn: the page's next frame, or a message that says to stop. */
const SLICE_MS = 8

const stopped = new Set<number>()

/** Does what is asked, in a worker or in the page, and posts what comes of it. */
export async function answerRequest(
  request: TokenRequest,
  post: (answer: TokenAnswer) => void,
): Promise<void> {
  const { id } = request
  if (request.type === 'stop') {
    stopped.add(id)
    return
  }
  try {
    const tokenizer = await loadEncoding(request.encoding)
    if (request.type === 'bytes') {
      post({ type: 'bytes', id, bytes: Array.from(request.ids, (token) => tokenizer.bytesOf(token)) })
      return
    }
    let since = performance.now()
    const count = await countSource(request.source, tokenizer, {
      onProgress: (share) => post({ type: 'progress', id, share }),
      async pause() {
        if (performance.now() - since < SLICE_MS) return
        await new Promise((resolve) => setTimeout(resolve))
        if (stopped.has(id)) throw new DOMException('Stopped', 'AbortError')
        since = performance.now()
      },
    })
    post({ type: 'counted', id, count })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    post(stopped.has(id) ? { type: 'stopped', id } : { type: 'failed', id, message })
  } finally {
    stopped.delete(id)
  }
}
