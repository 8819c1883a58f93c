import type { HostQuestion } from '../../src/domain/interpreter.ts'
import { createPageInterpreter } from '../../src/interpreter/createPageInterpreter.ts'

declare global {
  interface Window {
    interpreterPage: InterpreterPage
  }
}

export interface ProgramOptions {
  sessionId?: string
  limitSeconds?: number
  allowedHosts?: string[]
  /** Texts by the names of their files. */
  files?: Record<string, string>
  /** Stops the program once it has written this. */
  stopsAt?: string
  /** What the person says when asked for a host. */
  answer?: boolean
}

export interface ProgramResult {
  logs: string
  /** As they came. */
  outputs: string[]
  failure: string | null
  files: Record<string, string>
  /** The first bytes of each. */
  images: number[][]
  /** What the interpreter rejected with. */
  error: string | null
  statuses: string[]
  questions: HostQuestion[]
  /** What has come over the channel that the tabs of the console share. */
  heard: unknown[]
}

export interface InterpreterPage {
  run: (code: string, options?: ProgramOptions) => Promise<ProgramResult>
  restart: (sessionId: string) => void
  close: () => void
}

const heard: unknown[] = []
new BroadcastChannel('skein-console').addEventListener('message', ({ data }) => heard.push(data))
addEventListener('message', ({ data }) => heard.push(data))
localStorage.setItem('secret', 'kept')
document.cookie = 'secret=kept'
indexedDB.open('skein-console')
void caches.open('skein-console')

let settings: Required<Pick<ProgramOptions, 'limitSeconds' | 'allowedHosts' | 'answer'>>
let statuses: string[] = []
let questions: HostQuestion[] = []

const interpreter = createPageInterpreter({
  limitSeconds: () => settings.limitSeconds,
  allowedHosts: () => settings.allowedHosts,
  askForHost: (question) => {
    questions.push(question)
    if (settings.answer) settings.allowedHosts.push(question.host)
    return Promise.resolve(settings.answer)
  },
  onStatus: (_, status) => {
    const text = status.state === 'loading' ? status.progress.stage : status.state
    if (statuses.at(-1) !== text) statuses.push(text)
  },
})

window.interpreterPage = {
  async run(
    code,
    { sessionId = 'one', limitSeconds = 30, allowedHosts = [], answer = false, ...options } = {},
  ) {
    settings = { limitSeconds, allowedHosts, answer }
    statuses = []
    questions = []
    const stop = new AbortController()
    const outputs: string[] = []
    const onOutput = (text: string): void => {
      outputs.push(text)
      if (options.stopsAt !== undefined && text.includes(options.stopsAt)) stop.abort(new Error('stopped'))
    }
    const files = Object.entries(options.files ?? {}).map(([name, text]) => ({
      id: name,
      name,
      read: () => Promise.resolve(new Blob([text])),
    }))
    const seen = { outputs, statuses, questions, heard }
    try {
      const result = await interpreter.run({ sessionId, code, files, onOutput }, stop.signal)
      return {
        ...seen,
        logs: result.logs,
        failure: result.failure,
        files: Object.fromEntries(
          await Promise.all(result.files.map(async ({ name, blob }) => [name, await blob.text()] as const)),
        ),
        images: await Promise.all(
          result.images.map(async (image) => [...new Uint8Array(await image.slice(0, 8).arrayBuffer())]),
        ),
        error: null,
      }
    } catch (error) {
      return { ...seen, logs: '', failure: null, files: {}, images: [], error: String(error) }
    }
  },
  restart: (sessionId) => interpreter.restart(sessionId),
  close: () => interpreter.close(),
}
