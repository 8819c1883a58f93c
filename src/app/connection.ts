import type OpenAI from 'openai'
import type { Connection } from '../domain/connection.ts'
import { provideClients } from '../services/clients.ts'
import { useCallsStore } from '../stores/calls.ts'
import { useKeyringStore } from '../stores/keyring.ts'
import { chunk } from './chunk.ts'

/** One for all endpoints of the network. */
let streamFetch: typeof fetch | null = null

async function build(connection: Connection, apiKey: string | null): Promise<OpenAI> {
  const [{ createClient }, { createStreamFetch }] = await Promise.all([
    chunk(import('../services/createClient.ts')),
    chunk(import('../services/streamFetch.ts')),
  ])
  const { record } = useCallsStore()
  if (connection.kind !== 'demo') {
    streamFetch ??= createStreamFetch()
    return createClient(connection, { apiKey, record, fetch: streamFetch })
  }
  const { createDemoEndpoint } = await chunk(import('../demo/index.ts'))
  return createClient(connection, { apiKey, record, fetch: createDemoEndpoint().fetch })
}

/** One SDK client a connection, made anew when the connection or its key has changed. */
export function connectClients(): void {
  const clients = new Map<string, { of: string; client: Promise<OpenAI> }>()
  provideClients((connection) => {
    const apiKey = useKeyringStore().keyFor(connection)
    const of = JSON.stringify([connection, apiKey])
    const known = clients.get(connection.id)
    if (known?.of === of) return known.client
    const client = build(connection, apiKey)
    clients.set(connection.id, { of, client })
    client.catch(() => clients.delete(connection.id)) // so that the next call builds anew; this one rejects by itself
    return client
  })
}
