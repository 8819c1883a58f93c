import { DEMO_CONNECTION } from '../../src/domain/connection.ts'
import type { AppErrorData } from '../../src/domain/errors.ts'
import type { SentBytes } from '../../src/domain/uploadProgress.ts'
import { createClient } from '../../src/services/createClient.ts'
import { toAppError } from '../../src/services/errors.ts'
import { createUploadFetch } from '../../src/services/uploadFetch.ts'

declare global {
  interface Window {
    uploadPage: UploadPage
  }
}

export interface UploadOutcome {
  /** The file as the server has answered it, or why it has not. */
  answer: unknown
  failure: AppErrorData | null
  progress: SentBytes[]
}

/** What a caller of a fetch is told. */
export type Told =
  | { status: number; statusText: string; headers: [string, string][]; text: string }
  | { name: string; message: string; isTypeError: boolean; isReason: boolean }

/** What tests do with uploads inside the page. */
export interface UploadPage {
  /** Uploads the chosen file through the SDK; stops once so many bytes are sent. */
  upload: (baseURL: string, options?: { stopAfterBytes?: number }) => Promise<UploadOutcome>
  /** Posts a small form by the browser's own fetch, or by ours. */
  post: (by: 'fetch' | 'upload', url: string, options?: { signal?: 'aborted' | 'timeout' }) => Promise<Told>
  /** Posts a text by ours, and says what came back, and how often progress was told. */
  postText: (url: string) => Promise<{ text: string; told: number }>
}

// A large file must not pass through the page's memory.
for (const name of ['arrayBuffer', 'bytes', 'text', 'stream']) {
  Object.defineProperty(Blob.prototype, name, {
    value: () => {
      throw new Error(`The page reads a file: ${name}`)
    },
  })
}

function chosenFile(): File {
  const file = document.querySelector('input')?.files?.[0]
  if (file === undefined) throw new Error('No file is chosen.')
  return file
}

async function upload(baseURL: string, { stopAfterBytes = Infinity } = {}): Promise<UploadOutcome> {
  const progress: SentBytes[] = []
  const stop = new AbortController()
  const fetch = createUploadFetch({
    onProgress(sent) {
      progress.push(sent)
      if (sent.sentBytes >= stopAfterBytes) stop.abort()
    },
  })
  const client = await createClient({ ...DEMO_CONNECTION, baseURL }, { apiKey: 'a key' })
  const { signal } = stop
  try {
    const answer: unknown = await client
      .withOptions({ fetch })
      .files.create({ file: chosenFile(), purpose: 'assistants' }, { signal })
    return { answer, failure: null, progress }
  } catch (error) {
    return { answer: null, failure: toAppError(error, { signal }).data, progress }
  }
}

async function post(
  by: 'fetch' | 'upload',
  url: string,
  options: { signal?: 'aborted' | 'timeout' } = {},
): Promise<Told> {
  const body = new FormData()
  body.append('purpose', 'vision')
  body.append('file', new File(['some words'], 'some “words”.md', { type: 'text/markdown' }))
  const signal =
    options.signal === undefined
      ? null
      : options.signal === 'aborted'
        ? AbortSignal.abort()
        : AbortSignal.timeout(100)
  const send = by === 'fetch' ? fetch : createUploadFetch({ onProgress: () => undefined })
  try {
    // Pages may not set `cookie`; a fetch leaves it out without a word.
    const headers = { 'x-extra': 'more', cookie: 'a=b' }
    const response = await send(url, { method: 'POST', body, headers, signal })
    const { status, statusText } = response
    return { status, statusText, headers: [...response.headers], text: await response.text() }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { name, message } = error
    return { name, message, isTypeError: error instanceof TypeError, isReason: error === signal?.reason }
  }
}

async function postText(url: string): Promise<{ text: string; told: number }> {
  let told = 0
  const send = createUploadFetch({ onProgress: () => (told += 1) })
  const response = await send(new Request(url, { method: 'POST', body: 'a text' }))
  return { text: await response.text(), told }
}

window.uploadPage = { upload, post, postText }
