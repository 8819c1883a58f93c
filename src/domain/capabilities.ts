import type { ChatApi, Connection } from './connection.ts'

/** What an endpoint was asked for, and whether it can do it. */
export const ABILITIES = [
  'models',
  'chat-completions',
  'responses',
  'streaming',
  'files',
  'embeddings',
  'assistants',
] as const

export type Ability = (typeof ABILITIES)[number]

/** What the endpoint doctor found out about a connection; what is absent was not found out. */
export interface Capabilities {
  /** Milliseconds since the epoch. */
  checkedAt: number
  abilities: { [ability in Ability]?: boolean | undefined }
  modelCount: number | null
}

/**
 * The API that carries the chats of a connection: the one the person chose, else OpenAI's and Azure's newer one, else what
 * the doctor found, else the one that nearly every server speaks.
 */
export function chatApiOf(connection: Connection, capabilities: Capabilities | undefined): ChatApi {
  if (connection.api !== 'auto') return connection.api
  if (connection.kind === 'openai' || connection.kind === 'azure') return 'responses'
  const abilities = capabilities?.abilities ?? {}
  const speaksOnlyResponses = abilities['chat-completions'] !== true && abilities.responses === true
  return speaksOnlyResponses ? 'responses' : 'chat-completions'
}
