// The one script of the sandbox's frame: starts the worker that it is told to, and passes on what the worker says.
addEventListener(
  'message',
  ({ data: { source, task }, ports: [port] }) => {
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
    const worker = new Worker(url)
    worker.addEventListener('message', ({ data }) => port.postMessage(data))
    worker.addEventListener('error', (event) => {
      event.preventDefault() // the page tells it, instead of the console
      port.postMessage({ type: 'failed', code: 'threw', message: event.message, line: event.lineno })
    })
    worker.postMessage(task)
  },
  { once: true },
)
