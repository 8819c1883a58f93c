import * as v from 'valibot'
import { computed, type ComputedRef, shallowRef, watch } from 'vue'
import type { FunctionHandler } from '@/domain/functionHandler.ts'
import { starterHandler } from '@/domain/starterHandler.ts'
import { useDraftsStore } from '@/stores/drafts.ts'
import { useHandlersStore } from '@/stores/handlers.ts'

/** What one edits of a handler. */
export type HandlerDraft = Pick<FunctionHandler, 'code' | 'isAutomatic' | 'isNetworkAllowed'>

const draftSchema = v.object({ code: v.string(), isAutomatic: v.boolean(), isNetworkAllowed: v.boolean() })

/** What is being written for a function: the draft, the saved handler, or code to begin with. No reload loses a draft. */
export function useHandlerDraft(
  name: () => string,
  parameters: () => unknown,
): {
  shown: ComputedRef<HandlerDraft>
  isDraft: ComputedRef<boolean>
  change: (patch: Partial<HandlerDraft>) => void
  discard: () => void
} {
  const drafts = useDraftsStore()
  const handlers = useHandlersStore()
  const draft = shallowRef<HandlerDraft | null>(null)
  const draftName = (): string => `handler:${name()}`

  const saved = computed(
    (): HandlerDraft =>
      handlers.byName(name()) ?? {
        code: starterHandler(parameters()),
        isAutomatic: false,
        isNetworkAllowed: false,
      },
  )

  watch(
    draftName,
    (kept) => {
      const parsed = v.safeParse(draftSchema, drafts.read(kept))
      draft.value = parsed.success ? parsed.output : null
    },
    { immediate: true },
  )

  function set(next: HandlerDraft | null): void {
    draft.value = next
    drafts.write(draftName(), next)
  }

  return {
    shown: computed(() => draft.value ?? saved.value),
    isDraft: computed(() => draft.value !== null),
    change(patch) {
      const { code, isAutomatic, isNetworkAllowed } = { ...(draft.value ?? saved.value), ...patch }
      const isSame =
        code === saved.value.code &&
        isAutomatic === saved.value.isAutomatic &&
        isNetworkAllowed === saved.value.isNetworkAllowed
      set(isSame ? null : { code, isAutomatic, isNetworkAllowed })
    },
    discard: () => set(null),
  }
}
