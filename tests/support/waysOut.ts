/** Code for what must reach nothing: tries each way out, and notes what became of it in `tries`: the name of the error, or `reached`. */
const TRIES = `
const tries = {}
const attempt = async (name, way) => {
  try {
    const reached = await way()
    tries[name] = reached === undefined ? 'reached' : String(reached)
  } catch (error) {
    tries[name] = error.name
  }
}
`

/** Tries to reach what the page has. */
export const TRY_PAGE = `${TRIES}
await attempt('indexedDB', () => new Promise((done, refuse) => {
  const request = indexedDB.open('skein-console')
  request.onsuccess = () => done()
  request.onerror = () => refuse(request.error)
}))
await attempt('caches', () => caches.keys())
await attempt('files', () => navigator.storage.getDirectory())
await attempt('locks', () => navigator.locks.query())
await attempt('localStorage', () => localStorage.getItem('secret'))
await attempt('sessionStorage', () => sessionStorage.length)
await attempt('document', () => document.cookie)
await attempt('cookieStore', () => cookieStore.getAll())
await attempt('window', () => window)
await attempt('parent', () => parent)
await attempt('top', () => top)
await attempt('opener', () => opener)
new BroadcastChannel('skein-console').postMessage({ type: 'handlers-changed' })
`

/** Tries to reach servers: those of `args`, their addresses by names. */
export const TRY_SERVERS = `${TRIES}
for (const [name, url] of Object.entries(args)) {
  const whenOpen = (thing) => new Promise((done, refuse) => {
    thing.onopen = () => done()
    thing.onerror = () => refuse(new Error('refused'))
  })
  await attempt(name + ' fetch', () => fetch(url + 'fetch?q=secret'))
  await attempt(name + ' fetch without CORS', () => fetch(url + 'no-cors', { mode: 'no-cors' }))
  await attempt(name + ' fetch that outlives', () => fetch(url + 'keepalive', { keepalive: true }))
  await attempt(name + ' XMLHttpRequest', () => {
    const request = new XMLHttpRequest()
    request.open('GET', url + 'xhr', false)
    request.send()
  })
  await attempt(name + ' WebSocket', () => whenOpen(new WebSocket(url.replace('http', 'ws') + 'socket')))
  await attempt(name + ' EventSource', () => whenOpen(new EventSource(url + 'events')))
  await attempt(name + ' import', () => import(url + 'import'))
  await attempt(name + ' importScripts', () => importScripts(url + 'importScripts'))
  await attempt(name + ' worker', () => new Promise((done, refuse) => {
    const worker = new Worker(url + 'worker')
    worker.onerror = () => refuse(new Error('refused'))
  }))
  await attempt(name + ' sendBeacon', () => navigator.sendBeacon(url + 'beacon'))
  await attempt(name + ' image', () => { new Image().src = url + 'image' })
  await attempt(name + ' nested worker', () => new Promise((done, refuse) => {
    const source = "fetch('" + url + "nested').then(() => postMessage('reached'), () => postMessage('refused'))"
    const worker = new Worker(URL.createObjectURL(new Blob([source])))
    worker.onmessage = ({ data }) => data === 'reached' ? done() : refuse(new Error())
    worker.onerror = () => refuse(new Error('refused'))
  }))
}
`
