import { computed, type ComputedRef, type Ref, watch } from 'vue'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import type { Run } from '@/domain/api.ts'
import { locateModel } from '@/domain/modelNames.ts'
import type { RunKey } from '@/domain/place.ts'
import { runCost } from '@/domain/runCost.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useModelsStore } from '@/stores/models.ts'
import { usePlacesStore } from '@/stores/places.ts'
import { useRunsStore } from '@/stores/runs.ts'

/** What a run cost in US dollars, by the prices of its day; `null` where that is not known. */
export function useRunCost(key: Ref<RunKey>, run: Ref<Run | undefined>): ComputedRef<number | null> {
  const connections = useConnectionsStore()
  const models = useModelsStore()
  const places = usePlacesStore()
  const runs = useRunsStore()

  /** Whose model answered: in this browser the model's name tells the connection. */
  const located = computed(() => {
    const place = places.byId(key.value.placeId)
    if (place === undefined || run.value === undefined) return null
    if (place.connection !== null) return { connection: place.connection, model: run.value.model }
    const fallback = connections.byId(connections.defaultId) ?? DEMO_CONNECTION
    return locateModel(run.value.model, connections.connections, fallback)
  })

  // Prices that the endpoint does not tell come from the public catalogues, fetched once one is wanted.
  watch(
    () => located.value !== null && located.value.connection.kind !== 'demo',
    (isWanted) => {
      // Without them the cost is not known, and the next run tries again.
      if (isWanted) models.loadCatalog().catch(() => undefined)
    },
    { immediate: true },
  )

  return computed(() => {
    if (run.value === undefined || located.value === null) return null
    const { connection, model } = located.value
    const facts = models.factsOf(connection, model, run.value.created_at * 1000)
    return runCost(run.value, runs.stepsOf(key.value), facts?.prices)
  })
}
