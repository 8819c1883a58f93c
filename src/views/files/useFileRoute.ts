import { computed, type ComputedRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { BROWSER_PLACE } from '@/domain/place.ts'
import { locationOf } from '@/router/names.ts'
import { usePlacesStore } from '@/stores/places.ts'

interface FileRoute {
  placeId: ComputedRef<string>
  /** `null`: none is shown. */
  fileId: ComputedRef<string | null>
  open: (id: string) => Promise<unknown>
  close: () => Promise<unknown>
  /** Shows the files of another place. */
  switchTo: (placeId: string) => Promise<unknown>
}

/** Which file of which place the address names; without a file, the place is the one that was looked at last. */
export function useFileRoute(): FileRoute {
  const route = useRoute()
  const router = useRouter()
  const places = usePlacesStore()
  const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  const fileId = computed(() => (route.name === 'files' ? textOf(route.params['id']) : null))
  const named = computed(() => places.byId(textOf(route.query['place']) ?? '')?.id ?? BROWSER_PLACE.id)
  const placeId = computed(() => (fileId.value === null ? places.current('files').id : named.value))

  // So that it stays when the file is closed.
  watch(
    [fileId, named],
    ([id, place]) => {
      if (id !== null && place !== places.current('files').id) places.select(place)
    },
    { immediate: true },
  )

  function close(): Promise<unknown> {
    return router.push({ name: 'files' })
  }
  return {
    placeId,
    fileId,
    open: (id) => router.push(locationOf('files', id, placeId.value)),
    close,
    switchTo(id) {
      places.select(id)
      return close()
    },
  }
}
