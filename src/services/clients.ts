import type OpenAI from 'openai'
import type { Connection } from '@/domain/connection.ts'

/** Makes (or returns) the SDK client of a connection. `app/connection.ts` provides the real one. */
export type ClientFactory = (connection: Connection) => Promise<OpenAI>

let factory: ClientFactory | null = null

/** Called once by the composition root (and by tests). */
export function provideClients(clients: ClientFactory): void {
  factory = clients
}

/**
 * The SDK client of a connection. Loads the SDK on first use.
 * @throws AppError of kind `locked` when the connection's key is encrypted and not unlocked yet.
 */
export function clientFor(connection: Connection): Promise<OpenAI> {
  if (factory === null) throw new Error('No client factory: call provideClients() first.')
  return factory(connection)
}
