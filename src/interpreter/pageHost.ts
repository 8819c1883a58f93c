import driver from './driver.py?raw'
import type { PyodideAssets } from './pageAssets.ts'
import { PACKAGE_HOST } from '../domain/hostName.ts'
import { LIMITS } from './pyodide.ts'
import session from './session.mjs?raw'
import type { HostStart, PythonHost } from './startPython.ts'
import workerSource from './worker.js?raw'

/** Beside `index.html`, with a policy of its own: a document without an address would inherit the page's, which forbids WebAssembly. */
const FRAME = 'interpreter.html'

const FRAME_TITLE = '<title>Code interpreter</title>'

/** A name, with a port or without: nothing that would mean more in a policy. */
const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d+)?$/iu

interface PageHostOptions {
  assets: PyodideAssets
  /** What programs may reach by themselves. */
  hosts: readonly string[]
}

/**
 * Starts Python where it reaches nothing of this page: in a worker inside a frame of opaque origin, which has neither storage nor any host
 * but those that are allowed. Removing the frame ends even an endless loop.
 * @throws Error where the frame could not be loaded
 */
export async function startPageHost(
  { assets, hosts }: PageHostOptions,
  { hear, onProgress, signal }: HostStart,
): Promise<PythonHost> {
  signal.throwIfAborted()
  onProgress({ stage: 'start', loadedBytes: 0, totalBytes: null })
  const address = new URL(FRAME, document.baseURI).href
  await checkFrame(address, signal)
  const { port1: port, port2 } = new MessageChannel()
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.hidden = true
  frame.src = address
  const isLoaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  signal.addEventListener('abort', () => {
    port.close()
    frame.remove()
  })
  document.body.append(frame)
  await isLoaded
  port.onmessage = ({ data }: MessageEvent<unknown>) => hear(data)
  frame.contentWindow?.postMessage({ policy: policyFor(hosts), source: workerSource }, '*', [port2])
  const wasm = new Uint8Array(await assets.wasm.arrayBuffer())
  const stdlib = new Uint8Array(await assets.stdlib.arrayBuffer())
  const [pyodide, asm, lock] = await Promise.all([
    assets.pyodide.text(),
    assets.asm.text(),
    assets.lock.text(),
  ])
  const start = { pyodide, asm, wasm, stdlib, lock, session, driver }
  const post: PythonHost['post'] = (message, transfer = []) => port.postMessage(message, transfer)
  post({ ...start, limits: LIMITS, packageHost: PACKAGE_HOST }, [wasm.buffer, stdlib.buffer])
  return { post }
}

/** A server that lacks the document may well send another: the frame would load, and nothing in it would answer. */
async function checkFrame(address: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(address, { signal })
  if (response.ok && (await response.text()).includes(FRAME_TITLE)) return
  throw new Error(
    `${FRAME} is not served beside index.html (${response.status}). Publish all files of the build.`,
  )
}

/** Packages are fetched by the page, so that programs have no need of their host. */
function policyFor(hosts: readonly string[]): string {
  const reachable = hosts.filter((host) => HOST.test(host) && host !== PACKAGE_HOST)
  const sources = reachable.flatMap((host) => [`https://${host}`, `http://${host}`])
  return `connect-src ${sources.join(' ') || `'none'`}`
}
