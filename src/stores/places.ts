import type OpenAI from 'openai'
import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef } from 'vue'
import type { Connection } from '@/domain/connection.ts'
import { AppError } from '@/domain/errors.ts'
import { BROWSER_PLACE, type Place } from '@/domain/place.ts'
import { assistantsAbility, filesAbility } from '@/services/assistantsAbility.ts'
import { browserClient, clientFor } from '@/services/clients.ts'
import { readText, writeText } from '@/storage/webStorage.ts'
import { useConnectionsStore } from './connections.ts'

/** What a place must be able to keep: assistants with their threads and runs, or files. */
export type PlaceAbility = 'assistants' | 'files'

const SELECTED_NAME = 'skein-place'

const PROBES = { assistants: assistantsAbility, files: filesAbility }

/** Where assistants, threads, runs, files and vector stores live, and which of the places is looked at. */
export const usePlacesStore = defineStore('places', () => {
  const connections = useConnectionsStore()
  const selectedId = shallowRef(readText('local', SELECTED_NAME) ?? BROWSER_PLACE.id)
  /** What was found out since the page was opened, by ability and connection; `null` where the answer told nothing. */
  const found = shallowReactive(new Map<string, boolean | null>())

  const places = computed(() => ({ assistants: placesWith('assistants'), files: placesWith('files') }))

  function placesWith(ability: PlaceAbility): readonly Place[] {
    // The one that was chosen could when it was chosen: until the answer is there, nobody works in another place without knowing it.
    const able = connections.connections.filter(
      (connection) => can(connection, ability) ?? connection.id === selectedId.value,
    )
    return [BROWSER_PLACE, ...able.map((connection) => ({ id: connection.id, connection }))]
  }

  /** What is known of a connection; `null`: nothing yet. */
  function can(connection: Connection, ability: PlaceAbility): boolean | null {
    const { kind, assistants, id } = connection
    if (kind === 'demo') return false
    // Whoever keeps assistants keeps their files.
    if (assistants === 'yes') return true
    if (ability === 'assistants' && assistants === 'no') return false
    return found.get(`${ability} ${id}`) ?? connections.capabilities(id)?.abilities[ability] ?? null
  }

  /** The place that is looked at, of those with an ability; this browser where the selected one lacks it. */
  function current(ability: PlaceAbility): Place {
    return places.value[ability].find(({ id }) => id === selectedId.value) ?? BROWSER_PLACE
  }

  /** @throws AppError `storage` or `storage-full` where the choice cannot be kept; it holds in this tab. */
  function select(id: string): void {
    selectedId.value = id
    writeText('local', SELECTED_NAME, id)
  }

  /** This browser or a connection, by id, whatever it can do; `undefined` for a connection that is gone. */
  function byId(id: string): Place | undefined {
    if (id === BROWSER_PLACE.id) return BROWSER_PLACE
    const connection = connections.byId(id)
    return connection && { id, connection }
  }

  /**
   * The SDK client of a place.
   * @throws AppError `locked`, `chunk`; `not-found` for a connection that is gone.
   */
  async function clientOf(id: string): Promise<OpenAI> {
    const place = byId(id)
    if (place === undefined) throw new AppError({ kind: 'not-found', detail: 'This connection is gone.' })
    return place.connection === null ? browserClient() : clientFor(place.connection)
  }

  /** Asks the connections of which it is not known, each once. What cannot be found out is asked when the page is opened anew. */
  async function discover(ability: PlaceAbility): Promise<void> {
    const unknown = connections.connections.filter(
      (connection) => can(connection, ability) === null && !found.has(`${ability} ${connection.id}`),
    )
    await Promise.all(unknown.map((connection) => probe(connection, ability)))
  }

  async function probe(connection: Connection, ability: PlaceAbility): Promise<void> {
    const key = `${ability} ${connection.id}`
    found.set(key, null)
    try {
      const client = await clientFor(connection)
      found.set(key, await PROBES[ability](client, new AbortController().signal))
    } catch (cause) {
      // A key that is locked, or a chunk that cannot be had: nobody waits for the answer, and the next screen asks again.
      if (!(cause instanceof AppError)) throw cause
      found.delete(key)
    }
  }

  return { places, selectedId, current, select, byId, clientOf, discover }
})
