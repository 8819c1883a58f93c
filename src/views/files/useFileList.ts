import { computed, type ComputedRef, type Ref, ref, shallowRef, watch } from 'vue'
import type { FileObject } from '@/domain/api.ts'
import { searchFiles, sortFiles, type FileOrder } from '@/domain/fileSort.ts'
import type { Loadable } from '@/domain/loadable.ts'

interface FileList {
  query: Ref<string>
  purpose: Ref<string>
  order: Ref<FileOrder>
  /** Those that occur. */
  purposes: ComputedRef<readonly string[]>
  all: ComputedRef<readonly FileObject[]>
  found: ComputedRef<FileObject[]>
  selected: Ref<ReadonlySet<string>>
  /** The selected ones that are in sight: nothing happens to what a person does not see. */
  chosen: ComputedRef<readonly FileObject[]>
  toggle: (id: string) => void
  toggleAll: () => void
}

/** What is shown of a list of files, in which order, and which of it is selected. */
export function useFileList(list: () => Loadable<FileObject[]>, placeId: () => string): FileList {
  const query = ref('')
  const purpose = ref('')
  const order = shallowRef<FileOrder>({ sort: 'created', isDescending: true })
  const selected = shallowRef<ReadonlySet<string>>(new Set())

  const all = computed((): readonly FileObject[] => {
    const loadable = list()
    return loadable.status === 'ready' ? loadable.value : []
  })
  const purposes = computed(() => [...new Set(all.value.map((file): string => file.purpose))].toSorted())
  const found = computed(() =>
    sortFiles(searchFiles(all.value, { query: query.value, purpose: purpose.value }), order.value),
  )
  const chosen = computed(() => found.value.filter(({ id }) => selected.value.has(id)))

  watch(placeId, () => {
    selected.value = new Set()
    purpose.value = ''
  })

  function toggle(id: string): void {
    const next = new Set(selected.value)
    if (!next.delete(id)) next.add(id)
    selected.value = next
  }

  function toggleAll(): void {
    const isAll = chosen.value.length === found.value.length
    selected.value = new Set(isAll ? [] : found.value.map(({ id }) => id))
  }

  return { query, purpose, order, purposes, all, found, selected, chosen, toggle, toggleAll }
}
