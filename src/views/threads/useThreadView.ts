import * as v from 'valibot'
import { onScopeDispose, readonly, type Ref, ref, watch } from 'vue'
import { useDraftsStore } from '@/stores/drafts.ts'

const NAME = 'threads-view'
const keptSchema = v.object({ isRunShown: v.boolean(), isNewestFirst: v.boolean() })

interface ThreadView {
  /** The latest run is shown beside the thread, where there is room. */
  isRunShown: Ref<boolean>
  isNewestFirst: Ref<boolean>
  hasRoom: Readonly<Ref<boolean>>
}

/** How the screen of threads is set up: kept, and the same for every thread. */
export function useThreadView(): ThreadView {
  const drafts = useDraftsStore()
  const kept = v.safeParse(keptSchema, drafts.read(NAME))
  const isRunShown = ref(kept.success ? kept.output.isRunShown : true)
  const isNewestFirst = ref(kept.success && kept.output.isNewestFirst)
  watch([isRunShown, isNewestFirst], () =>
    drafts.write(NAME, { isRunShown: isRunShown.value, isNewestFirst: isNewestFirst.value }),
  )

  // Where the side would lie over the work, it comes only when it is asked for.
  const query = matchMedia('(min-width: 1270px)')
  const hasRoom = ref(query.matches)
  const update = (): void => void (hasRoom.value = query.matches)
  query.addEventListener('change', update)
  onScopeDispose(() => query.removeEventListener('change', update))

  return { isRunShown, isNewestFirst, hasRoom: readonly(hasRoom) }
}
