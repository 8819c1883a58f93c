import { DEMO_CONNECTION } from '../domain/connection.ts'
import { locateModel } from '../domain/modelNames.ts'
import type { ModelDirectory } from '../runtime/deps.ts'
import { clientFor } from '../services/clients.ts'
import { useConnectionsStore } from '../stores/connections.ts'
import { useModelsStore } from '../stores/models.ts'

/** The runtime's way to the models of the person's connections. */
export function createModelDirectory(): ModelDirectory {
  return {
    async find(name) {
      const { connections, defaultId, byId } = useConnectionsStore()
      const fallback = byId(defaultId) ?? DEMO_CONNECTION
      const { connection, model } = locateModel(name, connections, fallback)
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
