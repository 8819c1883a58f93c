import { computed, type ComputedRef, shallowRef, watch } from 'vue'
import { type RunKey, textOfRunKey } from '@/domain/place.ts'
import { parseTypedOutputs, type TypedOutput, type TypedOutputs } from '@/domain/toolOutputs.ts'
import { useDraftsStore } from '@/stores/drafts.ts'

const NONE: TypedOutput = { text: '', isEmptyMeant: false }

/** The outputs that are being typed for the calls of a run; no reload loses them. */
export function useTypedOutputs(runKey: () => RunKey): {
  outputs: ComputedRef<TypedOutputs>
  of: (callId: string) => TypedOutput
  set: (callId: string, output: TypedOutput) => void
  /** Forgets them: of `key`, which may not be the run that is shown any more. */
  clear: (key: RunKey) => void
} {
  const drafts = useDraftsStore()
  const nameOf = (key: RunKey): string => `outputs:${textOfRunKey(key)}`
  const outputs = shallowRef<TypedOutputs>({})

  watch(
    () => nameOf(runKey()),
    (name) => (outputs.value = parseTypedOutputs(drafts.read(name))),
    { immediate: true },
  )

  return {
    outputs: computed(() => outputs.value),
    of: (callId) => outputs.value[callId] ?? NONE,
    set(callId, output) {
      outputs.value = { ...outputs.value, [callId]: output }
      drafts.write(nameOf(runKey()), outputs.value)
    },
    clear(key) {
      drafts.write(nameOf(key), null)
      if (nameOf(key) === nameOf(runKey())) outputs.value = {}
    },
  }
}
