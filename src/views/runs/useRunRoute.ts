import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { BROWSER_PLACE, type RunKey } from '@/domain/place.ts'
import { locationOf } from '@/router/names.ts'
import { useRunsStore } from '@/stores/runs.ts'

interface RunRoute {
  /** The id that the address names; `null`: none. */
  runId: ComputedRef<string | null>
  /** The run of that id; `null` for one that was never seen here. */
  key: ComputedRef<RunKey | null>
  open: (key: RunKey) => Promise<unknown>
  close: () => Promise<unknown>
}

/** Which run the address names: the thread it belongs to is known only here. */
export function useRunRoute(): RunRoute {
  const route = useRoute()
  const router = useRouter()
  const runs = useRunsStore()
  const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  const runId = computed(() => (route.name === 'runs' ? textOf(route.params['id']) : null))
  const placeId = computed(() => textOf(route.query['place']) ?? BROWSER_PLACE.id)
  const key = computed(() => {
    const row = runs.known.find(({ id, placeId: place }) => id === runId.value && place === placeId.value)
    return row === undefined ? null : { placeId: row.placeId, threadId: row.threadId, runId: row.id }
  })
  return {
    runId,
    key,
    open: (opened) => router.push(locationOf('runs', opened.runId, opened.placeId)),
    close: () => router.push({ name: 'runs' }),
  }
}
