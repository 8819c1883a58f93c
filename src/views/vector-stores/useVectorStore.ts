import { computed, type ComputedRef } from 'vue'
import { useOnline } from '@/composables/useOnline.ts'
import { type Polling, type PollVerdict, usePolling } from '@/composables/usePolling.ts'
import type { VectorStore } from '@/domain/api.ts'
import { needsNoNetwork } from '@/domain/place.ts'
import { usePlacesStore } from '@/stores/places.ts'
import { useVectorStoresStore } from '@/stores/vectorStores.ts'

export interface VectorStoreAddress {
  placeId: string
  storeId: string
}

interface FollowedStore {
  store: ComputedRef<VectorStore | undefined>
  polling: Polling
  /** Asks for the store and its files anew. */
  refresh: () => void
}

/** How long to wait before asking again, in milliseconds, while files are being read. */
const READING_POLL_MS = 1_000

/** A store as the server has it, followed for as long as it reads files; its files are fetched whenever their counts change. */
export function useVectorStore(address: () => VectorStoreAddress): FollowedStore {
  const stores = useVectorStoresStore()
  const places = usePlacesStore()
  const isBrowserOnline = useOnline()
  const store = computed(() => stores.byId(address().placeId, address().storeId))
  const isOnline = computed(() => {
    const place = places.byId(address().placeId)
    return isBrowserOnline.value || (place !== undefined && needsNoNetwork(place))
  })
  /** The counts with which the files were fetched. */
  let known = ''

  async function look(signal: AbortSignal): Promise<PollVerdict> {
    const { placeId, storeId } = address()
    const { status, file_counts: counts } = await stores.retrieve(placeId, storeId, signal)
    const seen = JSON.stringify([placeId, storeId, counts])
    if (seen !== known) {
      known = seen
      await stores.loadFiles(placeId, storeId, { force: true })
    }
    if (counts.in_progress > 0) await stores.followReading(placeId, storeId, signal)
    return status === 'in_progress' ? { kind: 'again', afterMs: READING_POLL_MS } : { kind: 'done' }
  }

  const polling = usePolling(look, { key: () => `${address().placeId}/${address().storeId}`, isOnline })
  polling.start()

  function refresh(): void {
    known = ''
    polling.stop()
    polling.start()
  }

  return { store, polling, refresh }
}
