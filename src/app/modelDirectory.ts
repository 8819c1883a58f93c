import type { Connection } from '../domain/connection.ts'
import { DEMO_CONNECTION } from '../domain/connection.ts'
import type { ModelDirectory } from '../runtime/deps.ts'
import { clientFor } from '../services/clients.ts'
import { useConnectionsStore } from '../stores/connections.ts'
import { useModelsStore } from '../stores/models.ts'

/** The runtime's way to the models of the person's connections. */
export function createModelDirectory(): ModelDirectory {
  return {
    async find(name) {
      const { connection, model } = locate(name)
      const models = useModelsStore()
      await models.loadCatalog().catch(() => {
        // Without the catalogues, only what the endpoint itself says of the model is known.
      })
      return {
        client: await clientFor(connection),
        api: useConnectionsStore().apiOf(connection),
        kind: connection.kind,
        model,
        contextWindow: models.factsOf(connection, model)?.contextWindow ?? null,
        refused: models.refused(connection.id, model),
        refuse: (parameter) => models.refuse(connection.id, model, [parameter]),
      }
    },
  }
}

/**
 * `<connection slug>/<model id>`, or a model of the default connection. The ids of some servers have slashes in them
 * (`openai/gpt-4o`), so a first part that is no connection's slug belongs to the model.
 */
function locate(name: string): { connection: Connection; model: string } {
  const { connections, defaultId, byId } = useConnectionsStore()
  const slash = name.indexOf('/')
  const named = connections.find(({ slug }) => slug === name.slice(0, Math.max(0, slash)))
  return named === undefined
    ? { connection: byId(defaultId) ?? DEMO_CONNECTION, model: name }
    : { connection: named, model: name.slice(slash + 1) }
}
