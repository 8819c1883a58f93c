import { createPageRuntime } from '../../src/app/pageRuntime.ts'
import { largeHandbook } from '../support/handbook.ts'

/** Puts a file into a vector store of the page's runtime, and waits until it is read. */
export type MeasureIngestion = (file: keyof typeof FILES) => Promise<Record<string, number>>

declare global {
  interface Window {
    measureIngestion: MeasureIngestion
  }
}

const FILES = {
  'handbook.pdf': () => largeHandbook(300),
  'words.txt': () => text(100_000_000),
}
const BASE_URL = 'https://runtime.invalid/v1'

const runtime = createPageRuntime({
  name: 'bench-ingestion',
  models: { find: () => Promise.reject(new Error('Nothing is asked here.')) },
  onTrouble: ({ detail }) => console.error(detail),
})

async function ask(path: string, body?: FormData | object): Promise<Record<string, unknown>> {
  const init = body instanceof FormData ? { body } : { body: JSON.stringify(body) }
  const headers = body instanceof FormData ? {} : { 'content-type': 'application/json' }
  const response = await runtime.fetch(BASE_URL + path, body && { method: 'POST', headers, ...init })
  return Object.fromEntries(Object.entries(Object(await response.json())))
}

/** Words by Zipf's law, in paragraphs: as many bytes, in pieces of a megabyte. */
function text(bytes: number): Blob {
  const words = Array.from({ length: 30_000 }, (_, rank) => `w${rank.toString(36)}`)
  let seed = 1
  const random = (): number => (seed = Math.imul(seed, 48_271) & 0x7fffffff) / 0x7fffffff
  const pieces: Blob[] = []
  for (let size = 0; size < bytes;) {
    let piece = ''
    while (piece.length < 1_000_000) {
      for (let word = 0; word < 60; word += 1) piece += `${words[Math.floor(30_000 ** random())] ?? ''} `
      piece += '\n\n'
    }
    pieces.push(new Blob([piece]))
    size += piece.length
  }
  return new Blob(pieces)
}

window.measureIngestion = async (name) => {
  const blob = FILES[name]()
  const form = new FormData()
  form.append('purpose', 'assistants')
  form.append('file', new File([blob], name))
  const file = await ask('/files', form)
  const long: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration)
  })
  observer.observe({ type: 'longtask' })
  const start = performance.now()
  const store = await ask('/vector_stores', { file_ids: [file['id']] })
  const path = `/vector_stores/${String(store['id'])}/files/${String(file['id'])}`
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    const { status, last_error: error } = await ask(path)
    if (status === 'in_progress') continue
    if (status !== 'completed') throw new Error(JSON.stringify(error))
    const seconds = (performance.now() - start) / 1000
    observer.disconnect()
    return {
      MB: Math.round(blob.size / 1e5) / 10,
      s: Math.round(seconds * 10) / 10,
      'long tasks': long.length,
      'longest task ms': Math.round(Math.max(0, ...long)),
    }
  }
}
