import type { Connection } from './connection.ts'

export interface LocatedModel {
  connection: Connection
  /** The id that the connection's server knows. */
  model: string
}

/**
 * Whose model a name of the runtime's is: `<connection slug>/<model id>`, or a model of `fallback`. The ids of some servers have
 * slashes in them (`openai/gpt-4o`), so a first part that is no connection's slug belongs to the model.
 */
export function locateModel(
  name: string,
  connections: readonly Connection[],
  fallback: Connection,
): LocatedModel {
  const slash = name.indexOf('/')
  const named = connections.find(({ slug }) => slug === name.slice(0, Math.max(0, slash)))
  return named === undefined
    ? { connection: fallback, model: name }
    : { connection: named, model: name.slice(slash + 1) }
}

/** The name by which the runtime knows a model of a connection. */
export function qualifiedModel({ slug }: Connection, model: string): string {
  return `${slug}/${model}`
}
