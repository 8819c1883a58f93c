import { computed, type ComputedRef, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { createFinder } from './findInItems.ts'

/** A person is still typing. */
const PAUSE_MS = 120

interface LogSearch {
  query: Ref<string>
  /** The ids of what matches, in the order it stands. */
  found: Readonly<Ref<readonly string[]>>
  currentId: Readonly<Ref<string | null>>
  isLoading: Readonly<Ref<boolean>>
  /** Older messages that are not here have been left out. */
  isPart: ComputedRef<boolean>
  /** To the next match (1) or the one before (-1), round and round. */
  step: (by: 1 | -1) => void
  cancelLoading: () => void
  loadRest: () => void
}

/** Searches all of a log, with what has first to be fetched for it, and goes from match to match. */
export function useLogSearch<T extends { id: string }>(log: {
  items: () => readonly T[]
  textOf: (item: T) => string
  isNewestFirst: () => boolean
  /** Among the rows as they stand; null: the newest. */
  placeOfView: () => number | null
  rest: () => ((signal: AbortSignal) => Promise<void>) | undefined
  reveal: (id: string) => void
}): LogSearch {
  const find = createFinder(log.textOf)
  const query = ref('')
  const found = shallowRef<readonly string[]>([])
  const currentId = ref<string | null>(null)
  const isLoading = ref(false)
  const wasCancelled = ref(false)
  let searching = new AbortController()
  let loading = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function search(isNew: boolean): Promise<void> {
    searching.abort()
    searching = new AbortController()
    const { signal } = searching
    const items = log.isNewestFirst() ? log.items().toReversed() : log.items()
    const ids = await find(items, query.value, signal)
    if (signal.aborted) return
    found.value = ids
    if (!isNew && currentId.value !== null && ids.includes(currentId.value)) return
    goTo(isNew ? nearest(items, ids) : null)
  }

  /** The first match from what is in sight on, or else the last one. */
  function nearest(items: readonly T[], ids: readonly string[]): string | null {
    const wanted = new Set(ids)
    const place = log.placeOfView() ?? (log.isNewestFirst() ? 0 : items.length - 1)
    return items.slice(place).find(({ id }) => wanted.has(id))?.id ?? ids.at(-1) ?? null
  }

  function goTo(id: string | null): void {
    currentId.value = id
    if (id !== null) log.reveal(id)
  }

  function step(by: 1 | -1): void {
    const { length } = found.value
    if (length === 0) return
    const at = currentId.value === null ? -1 : found.value.indexOf(currentId.value)
    goTo(found.value[at === -1 ? (by === 1 ? 0 : length - 1) : (at + by + length) % length] ?? null)
  }

  function loadRest(): void {
    const load = log.rest()
    if (isLoading.value || load === undefined) return
    isLoading.value = true
    wasCancelled.value = false
    loading = new AbortController()
    // The log itself says why a page did not come.
    void load(loading.signal).finally(() => (isLoading.value = false))
  }

  function soon(isNew: boolean): void {
    clearTimeout(timer)
    timer = setTimeout(() => void search(isNew), PAUSE_MS)
  }

  watch(query, (words) => {
    soon(true)
    if (words !== '' && !wasCancelled.value) loadRest()
  })
  watch([log.items, log.isNewestFirst], () => {
    if (query.value !== '') soon(false)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    searching.abort()
    loading.abort()
  })

  return {
    query,
    found,
    currentId,
    isLoading,
    isPart: computed(() => !isLoading.value && log.rest() !== undefined && query.value !== ''),
    step,
    cancelLoading: () => {
      wasCancelled.value = true
      loading.abort()
    },
    loadRest,
  }
}
