import * as v from 'valibot'
import { computed, type ComputedRef, type Ref, shallowRef, watch } from 'vue'
import type { ThreadKey } from '@/domain/place.ts'
import type { RememberedThread } from '@/domain/rememberedThread.ts'
import { overriddenNames, readOverrides } from '@/domain/runOverrides.ts'
import { useDraftsStore } from '@/stores/drafts.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadsStore } from '@/stores/threads.ts'

export type ThreadSettings = Pick<RememberedThread, 'assistantId' | 'isStreaming' | 'overrides'>

interface SettingsOfThread {
  settings: ComputedRef<ThreadSettings>
  change: (patch: Partial<ThreadSettings>) => void
  /** A thread was made with what was set up for a new one in a place: the next one begins without the overrides. */
  handOver: (placeId: string) => void
}

const DEFAULTS: ThreadSettings = { assistantId: null, isStreaming: true, overrides: {} }
/** What the next new thread begins with; overrides are for one thread only, and kept until it is made. */
const keptSchema = v.object({ assistantId: v.nullable(v.string()), isStreaming: v.boolean() })

/** How runs are made in a thread (null: in the one that is not there yet): the assistant, streaming, overrides. */
export function useThreadSettings(
  key: Readonly<Ref<ThreadKey | null>>,
  placeId: Readonly<Ref<string>>,
): SettingsOfThread {
  const threads = useThreadsStore()
  const runs = useRunsStore()
  const drafts = useDraftsStore()
  const fresh = shallowRef(DEFAULTS)
  const nameOf = (place: string): string => `thread-settings:${place}`
  const overridesNameOf = (place: string): string => `thread-overrides:${place}/new`

  // Each new thread begins as the last one was set up, and without its overrides.
  watch(
    [key, placeId],
    ([, place]) => {
      const kept = v.safeParse(keptSchema, drafts.read(nameOf(place)))
      const overrides = readOverrides(drafts.read(overridesNameOf(place)))
      fresh.value = { ...DEFAULTS, ...(kept.success && kept.output), overrides }
    },
    { immediate: true },
  )

  function change(patch: Partial<ThreadSettings>): void {
    if (key.value !== null) void threads.remember(key.value, patch)
    else changeFresh(patch)
    const { assistantId, isStreaming } = { ...settings.value, ...patch }
    drafts.write(nameOf(placeId.value), { assistantId, isStreaming })
  }

  function changeFresh(patch: Partial<ThreadSettings>): void {
    fresh.value = { ...fresh.value, ...patch }
    const { overrides } = fresh.value
    drafts.write(overridesNameOf(placeId.value), overriddenNames(overrides).length === 0 ? null : overrides)
  }

  const settings = computed((): ThreadSettings => {
    if (key.value === null) return fresh.value
    const remembered = threads.byKey(key.value) ?? DEFAULTS
    // One that was opened here and made elsewhere goes on with the assistant that it had.
    const assistantId = remembered.assistantId ?? runs.runsOf(key.value)[0]?.assistant_id ?? null
    return { ...remembered, assistantId }
  })
  return { settings, change, handOver: (place) => drafts.write(overridesNameOf(place), null) }
}
