import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ModelChoice } from '@/components/models/modelChoice.ts'
import type { ModelOffer } from '@/components/assistants/modelOffer.ts'
import { useConnectionName } from '@/composables/useConnectionName.ts'
import { usePlaceName } from '@/composables/usePlaceName.ts'
import type { Connection } from '@/domain/connection.ts'
import { locateModel, qualifiedModel, type LocatedModel } from '@/domain/modelNames.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useModelsStore } from '@/stores/models.ts'
import { usePlacesStore } from '@/stores/places.ts'

/**
 * The models for what lives in a place: in this browser those of all connections, as `<slug>/<model id>`; at a server its own.
 * `lacks` says whether it is known that there is no model of a name; `load` fetches their lists, `defaultModel` gives the name to start with, `remember` keeps one that was typed.
 */
export function useModelOffer(placeId: () => string): {
  offer: ComputedRef<ModelOffer>
  lacks: (name: string) => boolean
  load: (options?: { force?: boolean }) => Promise<void>
  defaultModel: () => Promise<string | null>
  remember: (name: string) => void
} {
  const { t } = useI18n()
  const connections = useConnectionsStore()
  const models = useModelsStore()
  const places = usePlacesStore()
  const connectionName = useConnectionName()
  const placeName = usePlaceName()

  const place = computed(() => places.byId(placeId()))
  const isBrowser = computed(() => place.value?.connection === null)
  const offering = computed((): readonly Connection[] => {
    if (isBrowser.value) return connections.connections
    const connection = place.value?.connection
    return connection ? [connection] : []
  })
  const nameOf = (connection: Connection, model: string): string =>
    isBrowser.value ? qualifiedModel(connection, model) : model

  function choicesOf(connection: Connection): ModelChoice[] {
    const { favourites } = models.preferencesOf(connection.id)
    return models.visible(connection.id).map(({ id, ownedBy }) => {
      const group = isBrowser.value ? connectionName(connection) : ownedBy
      return {
        id: nameOf(connection, id),
        isFavourite: favourites.includes(id),
        ...(group !== null && { group }),
      }
    })
  }

  const offer = computed((): ModelOffer => {
    const choices = offering.value.flatMap(choicesOf)
    const lists = offering.value.map(({ id }) => models.listOf(id))
    const failure = lists.find((list) => list.status === 'failed')
    return {
      choices,
      isLoading: lists.some(
        (list) => list.status === 'pending' || (list.status === 'ready' && list.isRefreshing),
      ),
      error: choices.length === 0 ? (failure?.error ?? null) : null,
      placeName: place.value === undefined ? '' : placeName(place.value),
      hint: isBrowser.value
        ? t('assistants.form.model_hint_browser')
        : t('assistants.form.model_hint_server'),
    }
  })

  async function load(options: { force?: boolean } = {}): Promise<void> {
    await Promise.all(offering.value.map((connection) => models.load(connection, options)))
  }

  async function defaultModel(): Promise<string | null> {
    const own = place.value?.connection
    const connection = own ?? connections.byId(connections.defaultId) ?? connections.current
    await models.load(connection)
    const model = models.defaultOf(connection.id)
    return model === null ? null : nameOf(connection, model)
  }

  function locate(name: string): LocatedModel {
    const fallback = connections.byId(connections.defaultId) ?? connections.current
    const own = place.value?.connection
    return own ? { connection: own, model: name } : locateModel(name, connections.connections, fallback)
  }

  function lacks(name: string): boolean {
    const { connection, model } = locate(name)
    const isListed = models.listOf(connection.id).status === 'ready'
    return isListed && models.entries(connection.id).every(({ id }) => id !== model)
  }

  function remember(name: string): void {
    const { connection, model } = locate(name)
    models.addManual(connection.id, model)
  }

  return { offer, lacks, load, defaultModel, remember }
}
