import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ApiCall } from '@/domain/apiCall.ts'

/** So many are kept, in this tab's memory only. */
const KEPT = 200

/** The calls of the API that this page has made, the newest first. */
export const useCallsStore = defineStore('calls', () => {
  const calls = shallowRef<readonly ApiCall[]>([])

  /** Takes in a call, or the answer of one that is here. */
  function record(call: ApiCall): void {
    const isKnown = calls.value.some(({ id }) => id === call.id)
    if (isKnown) calls.value = calls.value.map((other) => (other.id === call.id ? call : other))
    else if (call.answer.kind === 'pending') calls.value = [call, ...calls.value].slice(0, KEPT)
  }

  return { calls, record }
})
