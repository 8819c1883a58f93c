// Stands behind the source of the handler, which is an async function called `handler`.
{
  const { stringify } = JSON
  const report = postMessage.bind(self)

  const fail = (code, message, line = null) => report({ type: 'failed', code, message, line })

  const logText = (value) => {
    if (typeof value === 'string') return value
    if (value instanceof Error) return String(value)
    try {
      return stringify(value) ?? String(value)
    } catch {
      return String(value) // a cycle, say: a log is not refused for it
    }
  }

  /** Where in the handler's file the error came from: `blob:null/…:12:5` in the first line of the stack that has it. */
  const lineOf = (error) => Number(/blob:[^\s)]*?:(\d+):\d+/.exec(error?.stack ?? '')?.[1] ?? 0) || null

  const finish = (result, maxBytes) => {
    if (result === undefined) return fail('nothing', '')
    let output
    try {
      output = typeof result === 'string' ? result : stringify(result)
    } catch (error) {
      return fail('not-json', String(error))
    }
    if (output === undefined) return fail('not-json', typeof result)
    const bytes = new TextEncoder().encode(output).length
    return bytes > maxBytes ? fail('too-large', String(bytes)) : report({ type: 'done', output })
  }

  addEventListener(
    'message',
    async ({ data: { args, levels, maxBytes, maxLogs, maxLogLength } }) => {
      let logs = 0
      for (const level of levels) {
        Reflect.set(console, level, (...values) => {
          logs += 1
          const text = values.map(logText).join(' ').slice(0, maxLogLength)
          if (logs <= maxLogs) report({ type: 'log', level, text })
        })
      }
      report({ type: 'started' })
      try {
        finish(await self.handler(args), maxBytes)
      } catch (error) {
        fail('threw', String(error), lineOf(error))
      }
    },
    { once: true },
  )
}
