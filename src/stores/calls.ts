import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { bodySizeOf, withoutBodies, type ApiCall } from '@/domain/apiCall.ts'
import type { CallScreen } from '@/domain/callScreen.ts'

/** So many are kept. */
const KEPT = 500
/** So much of their bodies, together, in characters; those of old calls go first. */
const KEPT_BODIES = 24_000_000

/** The calls of the API that this tab has made, the newest first; in memory. `app/keepCalls.ts` keeps them over a reload. */
export const useCallsStore = defineStore('calls', () => {
  const calls = shallowRef<readonly ApiCall[]>([])
  const isInspecting = ref(false)
  /** What the inspector is about; `null`: the screen that is shown. */
  const screen = shallowRef<CallScreen | null>(null)

  /** Takes in a call, or news of one that is here. */
  function record(call: ApiCall): void {
    const isKnown = calls.value.some(({ id }) => id === call.id)
    if (isKnown) {
      calls.value = withinBounds(calls.value.map((other) => (other.id === call.id ? call : other)))
    } else if (call.answer.kind === 'pending') {
      calls.value = [call, ...calls.value].slice(0, KEPT)
    }
  }

  /** Takes in those of before a reload, the newest first. */
  function restore(earlier: readonly ApiCall[]): void {
    const known = new Set(calls.value.map(({ id }) => id))
    const missing = earlier.filter(({ id }) => !known.has(id))
    calls.value = withinBounds([...calls.value, ...missing].slice(0, KEPT))
  }

  /** Opens the inspector, with the calls of a screen. */
  function inspect(about: CallScreen | null): void {
    screen.value = about
    isInspecting.value = true
  }

  return { calls, isInspecting, screen, record, restore, inspect }
})

function withinBounds(calls: readonly ApiCall[]): readonly ApiCall[] {
  const isWithin = calls.reduce((sum, call) => sum + bodySizeOf(call), 0) <= KEPT_BODIES
  if (isWithin) return calls
  let room = KEPT_BODIES
  return calls.map((call) => {
    room -= bodySizeOf(call)
    return room < 0 ? withoutBodies(call) : call
  })
}
