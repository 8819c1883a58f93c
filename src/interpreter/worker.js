// The worker of the page's frame. A classic one: from a Blob, under an opaque origin, Chromium starts no other; what it imports are modules.
addEventListener(
  'message',
  ({ ports: [port] }) => {
    const load = (source) => import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })))
    const channel = {
      post: port.postMessage.bind(port),
      listen: (hear) => {
        port.onmessage = ({ data }) => hear(data)
      },
    }
    const onFailure = (event) => {
      const error = event.error ?? event.reason
      if (!error?.pyodide_fatal_error) return
      event.preventDefault() // the page tells it, instead of the console
      channel.post({ type: 'broken', message: `Python has ended: ${error}.` })
    }
    addEventListener('error', onFailure)
    addEventListener('unhandledrejection', onFailure)
    channel.listen(async ({ session, pyodide, asm, ...rest }) => {
      try {
        const [{ startSession }, ...modules] = await Promise.all([session, pyodide, asm].map(load))
        await startSession({ ...rest, pyodide: modules[0], asm: modules[1] }, channel)
      } catch (error) {
        channel.post({ type: 'broken', message: String(error) })
      }
    })
  },
  { once: true },
)
