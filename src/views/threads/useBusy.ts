import { type Ref, ref, type ShallowRef, shallowRef } from 'vue'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'

interface Busy {
  isBusy: Ref<boolean>
  error: ShallowRef<AppErrorData | null>
  /** Does one thing at a time; whether it was done. Why it was not is in `error`. */
  attempt: (task: () => Promise<unknown>) => Promise<boolean>
}

/** What a dialog is doing, and what went wrong with it. */
export function useBusy(): Busy {
  const isBusy = ref(false)
  const error = shallowRef<AppErrorData | null>(null)
  return {
    isBusy,
    error,
    async attempt(task) {
      if (isBusy.value) return false
      isBusy.value = true
      error.value = null
      try {
        await task()
        return true
      } catch (cause) {
        error.value = errorDataOf(cause)
        return false
      } finally {
        isBusy.value = false
      }
    },
  }
}
