import type OpenAI from 'openai'
import type { Connection } from '../domain/connection.ts'

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

let browser: (() => Promise<OpenAI>) | null = null

/** Called once by the composition root (and by tests): makes (or returns) the SDK client of the place `browser`. */
export function provideBrowserClient(client: () => Promise<OpenAI>): void {
  browser = client
}

/**
 * The SDK client of what lives in the browser: assistants, threads, runs, files and vector stores, answered by the runtime
 * inside the page. Loads the SDK and the runtime on first use.
 * @throws AppError `chunk` when they cannot be loaded.
 */
export function browserClient(): Promise<OpenAI> {
  if (browser === null) throw new Error('No client of the browser: call provideBrowserClient() first.')
  return browser()
}
