import { computed, type ComputedRef } from 'vue'
import type { Connection } from '@/domain/connection.ts'
import type { ModelRow } from '@/domain/modelSort.ts'
import { useModelsStore } from '@/stores/models.ts'

/** All models of a connection, hidden ones too, with what is known and was chosen of each. `atMs` dates the prices. */
export function useModelRows(connection: () => Connection, atMs: number): ComputedRef<ModelRow[]> {
  const models = useModelsStore()
  return computed(() => {
    const { id } = connection()
    const preferences = models.preferencesOf(id)
    const favourites = new Set(preferences.favourites)
    const hidden = new Set(preferences.hidden)
    const list = models.listOf(id)
    const listed = new Set(list.status === 'ready' ? list.value.map((entry) => entry.id) : [])
    return models.entries(id).map((entry) => ({
      entry,
      facts: models.factsOf(connection(), entry.id, atMs),
      isFavourite: favourites.has(entry.id),
      isHidden: hidden.has(entry.id),
      isDefault: preferences.default === entry.id,
      isManual: !listed.has(entry.id),
    }))
  })
}
