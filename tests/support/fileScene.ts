import 'fake-indexeddb/auto'
import type OpenAI from 'openai'
import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { provideBrowserClient, provideClients } from '@/services/clients.ts'
import { createClient } from '@/services/createClient.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { memoryClient } from './serviceScene.ts'

export const file = (name: string, content: BlobPart = 'one two three', type = 'text/plain'): File =>
  new File([content], name, { type })

/** A page whose own place is a fresh runtime in memory: that runtime's client, and where the page's events go. */
export async function openOwnPlace(): Promise<{ client: OpenAI; page: EventTarget }> {
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  setActivePinia(createPinia())
  const client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
  return { client, page }
}

export interface Endpoint {
  placeId: string
  /** `METHOD path` of each request, as they came. */
  asked: string[]
}

type Answer = (
  asked: string,
  request: { url: URL; signal: AbortSignal | null; body: () => Promise<string> },
) => Response | Promise<Response>

/** A connection that keeps files, whose server is `answer`; uploads reach it by `globalThis.fetch`. */
export function addEndpoint(answer: Answer): Endpoint {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const signal = init?.signal ?? null
    const what = `${(init?.method ?? 'get').toUpperCase()} ${url.pathname.replace('/v1', '')}`
    asked.push(what)
    return answer(what, { url, signal, body: () => new Response(init?.body).text() })
  }
  vi.stubGlobal('fetch', fetch)
  provideClients((connection) => createClient(connection, { apiKey: null, fetch }))
  const connection = useConnectionsStore().add({
    name: 'Endpoint',
    kind: 'custom',
    baseURL: 'http://127.0.0.1:9/v1',
    api: 'auto',
    assistants: 'yes',
    key: { mode: 'none' },
  })
  return { placeId: connection.id, asked }
}

/** A file as a server tells of it. */
export function fileObject(id: string, changes: object = {}): object {
  return {
    id,
    object: 'file',
    bytes: 10,
    created_at: 1_795_000_000,
    filename: `${id}.txt`,
    purpose: 'assistants',
    status: 'processed',
    ...changes,
  }
}

export function listOf(data: object[], hasMore = false): Response {
  return Response.json({ object: 'list', data, has_more: hasMore })
}
