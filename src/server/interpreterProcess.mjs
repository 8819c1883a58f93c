// The process of one session: Python in what looks like a worker of a browser. All that Node would give it is taken away before Python is there;
// the flags it is started with forbid files, processes and code from text in any case.
const send = process.send.bind(process)
const exit = process.exit.bind(process)
const channel = {
  post: (message) => send(message),
  listen: (hear) => {
    listener = hear
  },
}
let listener = async ({ session, pyodide, asm, ...rest }) => {
  try {
    const [{ startSession }, ...modules] = await Promise.all(
      [session, pyodide, asm].map((url) => import(url)),
    )
    await startSession({ ...rest, pyodide: modules[0], asm: modules[1] }, channel)
  } catch (error) {
    channel.post({ type: 'broken', message: String(error) })
  }
}
process.on('message', (message) => listener(message))
process.on('disconnect', () => exit(0))

const refuse = () => Promise.reject(new TypeError('Programs have no network here.'))
for (const name of ['process', 'WebSocket', 'EventSource']) Reflect.set(globalThis, name, undefined)
Object.assign(globalThis, {
  fetch: refuse,
  self: globalThis,
  location: new URL('https://session.invalid/'),
  WorkerGlobalScope: { [Symbol.hasInstance]: () => true },
})
