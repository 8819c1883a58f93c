// The one script of the sandbox's frame: starts the worker that it is told to, and passes on what the worker says.
addEventListener(
  'message',
  ({ data: { source, task }, ports: [port] }) => {
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
    const worker = new Worker(url)
    worker.addEventListener('message', ({ data }) => port.postMessage(data))
    worker.addEventListener('error', ({ message, lineno }) => {
      port.postMessage({ type: 'failed', code: 'threw', message, line: lineno })
    })
    worker.postMessage(task)
  },
  { once: true },
)
