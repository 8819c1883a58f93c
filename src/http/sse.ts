/**
 * A server-sent event stream of what the source yields; an error of the source is the stream's error. `cancel` is what happens when the
 * client goes away: the source is ended, unless something has to wake it first.
 */
export function eventStream(
  source: AsyncGenerator<string>,
  cancel: () => unknown = () => source.return(undefined),
): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await cancel()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  })
}
