import type OpenAI from 'openai'
import type { Connection } from '../domain/connection.ts'
import type { AppErrorData } from '../domain/errors.ts'
import { i18n } from '../i18n/index.ts'
import type { Runtime } from '../runtime/index.ts'
import { provideBrowserClient } from '../services/clients.ts'
import { useCallsStore } from '../stores/calls.ts'
import { useNoticesStore } from '../stores/notices.ts'
import { chunk } from './chunk.ts'
import { whenIdle } from './preload.ts'

/** Of its database, and of what else the tabs share. */
const NAME = 'skein-runtime'

/** The place `browser`, as the SDK's client sees it: the runtime answers inside the page, and the address never reaches the network. */
const BROWSER: Connection = {
  id: 'browser',
  slug: 'browser',
  name: 'This browser',
  kind: 'custom',
  baseURL: 'https://runtime.skein.invalid/v1',
  api: 'auto',
  assistants: 'yes',
  key: { mode: 'none' },
}

let runtime: Promise<Runtime> | null = null
let client: Promise<OpenAI> | null = null

/** Lets the services reach the runtime, which is loaded when it is first asked for something. */
export function connectRuntime(): void {
  provideBrowserClient(() => {
    client ??= buildClient().catch((cause: unknown) => {
      client = null // so that the next call builds anew
      throw cause
    })
    return client
  })
}

/** Loads the runtime, in an idle moment, where an earlier page has used it: it goes on with the runs that were left unfinished. */
export async function resumeRuns(): Promise<void> {
  if (!(await hasDatabase())) return
  await whenIdle()
  try {
    await loadRuntime()
  } catch {
    // It is loaded again, and the failure shown, when the person opens what it holds.
  }
}

/** Follows on, in an idle moment, the runs that an earlier page has left before their end, wherever they live. Without any, little is loaded. */
export async function followRuns(): Promise<void> {
  await whenIdle()
  try {
    const { followLiveRuns } = await import('./followRuns.ts')
    await followLiveRuns()
  } catch {
    // The screens of threads and runs read and load the same, and say what went wrong.
  }
}

async function buildClient(): Promise<OpenAI> {
  const [{ fetch }, { createClient }] = await Promise.all([
    loadRuntime(),
    chunk(import('../services/createClient.ts')),
  ])
  return createClient(BROWSER, { apiKey: null, fetch, record: useCallsStore().record })
}

function loadRuntime(): Promise<Runtime> {
  runtime ??= startRuntime().catch((cause: unknown) => {
    runtime = null
    throw cause
  })
  return runtime
}

async function startRuntime(): Promise<Runtime> {
  const [
    { createPageRuntime },
    { createModelDirectory },
    { createEmbeddingDirectory },
    { connectInterpreter },
  ] = await chunk(
    Promise.all([
      import('./pageRuntime.ts'),
      import('./modelDirectory.ts'),
      import('./embeddings.ts'),
      import('./interpreter.ts'),
    ]),
  )
  const started = createPageRuntime({
    name: NAME,
    models: createModelDirectory(),
    embeddings: createEmbeddingDirectory(),
    interpreter: connectInterpreter(),
    onTrouble: tell,
  })
  started.start().catch(() => {
    // Only the storage can fail here: what it refuses now it refuses every request, each of which says so.
  })
  return started
}

/** Whether this browser has ever held anything for the runtime; `false` also where it refuses to say. */
async function hasDatabase(): Promise<boolean> {
  try {
    const databases = await indexedDB.databases()
    return databases.some(({ name }) => name === NAME)
  } catch {
    // It refuses this page any storage: then there is nothing to go on with.
    return false
  }
}

function tell({ code }: AppErrorData): void {
  const { t } = i18n.global
  const { notify } = useNoticesStore()
  if (code === 'blocked_by_tab') notify({ tone: 'info', message: t('shell.storage.blocked') })
  if (code === 'memory_only') notify({ tone: 'error', message: t('shell.storage.memory_only') })
  if (code === 'outdated_tab') {
    notify({
      tone: 'error',
      message: t('shell.storage.outdated'),
      action: { label: t('common.reload'), run: () => location.reload() },
    })
  }
}
