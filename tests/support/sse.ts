/** A streamed answer with these events, as chat completions (with `[DONE]`) or responses (with names) send them. */
export function eventStreamOf(events: readonly object[], { isDoneSaid = false } = {}): Response {
  const lines = events.map((event) => `${nameLine(event)}data: ${JSON.stringify(event)}\n\n`)
  return new Response([...lines, ...(isDoneSaid ? ['data: [DONE]\n\n'] : [])].join(''), {
    headers: { 'content-type': 'text/event-stream' },
  })
}

function nameLine(event: object): string {
  return 'type' in event ? `event: ${String(event.type)}\n` : ''
}
