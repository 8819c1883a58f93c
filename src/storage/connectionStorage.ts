import * as v from 'valibot'
import { ABILITIES, type Capabilities } from '@/domain/capabilities.ts'
import { CONNECTION_KINDS, DEMO_CONNECTION, type Connection } from '@/domain/connection.ts'
import { parseJSON, readText, setAside, writeText } from './webStorage.ts'

export const CONNECTIONS_NAME = 'skein.connections'
export const BROKEN_CONNECTIONS_NAME = 'skein.connections.broken'

/** All that is remembered about connections, but for their keys. */
export interface StoredConnections {
  connections: Connection[]
  /** The one used last, in whichever tab. */
  currentId: string
  defaultId: string
  capabilities: Record<string, Capabilities>
}

const ConnectionSchema = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  slug: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  name: v.string(),
  kind: v.picklist(CONNECTION_KINDS),
  baseURL: v.pipe(v.string(), v.url()),
  api: v.picklist(['auto', 'responses', 'chat-completions']),
  assistants: v.picklist(['auto', 'yes', 'no']),
  organization: v.exactOptional(v.string()),
  project: v.exactOptional(v.string()),
  headers: v.exactOptional(v.record(v.string(), v.string())),
  key: v.object({ mode: v.picklist(['none', 'tab', 'device', 'passphrase']) }),
}) satisfies v.GenericSchema<unknown, Connection>

const CapabilitiesSchema = v.object({
  checkedAt: v.number(),
  abilities: v.partial(v.object(v.entriesFromList(ABILITIES, v.boolean()))),
  modelCount: v.nullable(v.number()),
})

const FileSchema = v.object({
  connections: v.array(v.unknown()),
  currentId: v.fallback(v.string(), DEMO_CONNECTION.id),
  defaultId: v.fallback(v.string(), DEMO_CONNECTION.id),
  capabilities: v.fallback(v.record(v.string(), CapabilitiesSchema), {}),
})

/** The list with the demo in it exactly once, as this version of the page defines it, where the person has put it. */
function withDemo(connections: Connection[]): Connection[] {
  const isThere = connections.some((connection) => connection.id === DEMO_CONNECTION.id)
  if (!isThere) return [DEMO_CONNECTION, ...connections]
  return connections.map((connection) =>
    connection.id === DEMO_CONNECTION.id ? DEMO_CONNECTION : connection,
  )
}

/**
 * The connections as last written. What cannot be read is set aside under `skein.connections.broken`.
 * @throws AppError of kind `storage-full` or `storage` when setting aside fails.
 */
export function readConnections(): StoredConnections {
  const text = readText('local', CONNECTIONS_NAME)
  const empty = { connections: [DEMO_CONNECTION], currentId: 'demo', defaultId: 'demo', capabilities: {} }
  if (text === null) return empty

  const file = v.safeParse(FileSchema, parseJSON(text))
  if (!file.success) {
    setAside(BROKEN_CONNECTIONS_NAME, [text])
    writeText('local', CONNECTIONS_NAME, null)
    return empty
  }

  const connections: Connection[] = []
  const broken: unknown[] = []
  for (const entry of file.output.connections) {
    const parsed = v.safeParse(ConnectionSchema, entry)
    if (parsed.success) connections.push(parsed.output)
    else broken.push(entry)
  }
  const stored = { ...file.output, connections: withDemo(connections) }
  if (broken.length > 0) {
    setAside(BROKEN_CONNECTIONS_NAME, broken)
    writeConnections(stored)
  }
  return stored
}

/** @throws AppError of kind `storage-full` or `storage`. */
export function writeConnections(stored: StoredConnections): void {
  writeText('local', CONNECTIONS_NAME, JSON.stringify(stored))
}
