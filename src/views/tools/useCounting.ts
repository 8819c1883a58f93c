import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

/** How long nothing is typed before it is counted again. */
const PAUSE_MS = 150

export interface Counting<T> {
  /** The last result: shown until the next one is there. */
  result: Readonly<ShallowRef<T | null>>
  /** From 0 to 1 while it counts, else `null`. */
  share: Readonly<Ref<number | null>>
  /** Why it could not be counted; `''` where it could. */
  problem: Readonly<Ref<string>>
  stop: () => void
  again: () => void
}

/** Counts what `subject` gives whenever that has come to rest; what was under way is stopped. */
export function useCounting<S, T>(
  subject: () => S,
  count: (subject: S, signal: AbortSignal, onProgress: (share: number) => void) => Promise<T>,
): Counting<T> {
  const result = shallowRef<T | null>(null)
  const share = ref<number | null>(null)
  const problem = ref('')
  let counting: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(timer)
    counting?.abort()
    share.value = null
  }

  async function run(): Promise<void> {
    const controller = new AbortController()
    counting = controller
    share.value = 0
    try {
      const counted = await count(subject(), controller.signal, (done) => {
        if (!controller.signal.aborted) share.value = done
      })
      if (controller.signal.aborted) return
      result.value = counted
      problem.value = ''
    } catch (error) {
      // What was stopped has been asked for anew, or is not wanted.
      if (controller.signal.aborted) return
      result.value = null
      problem.value = error instanceof Error ? error.message : String(error)
    }
    share.value = null
  }

  function again(): void {
    stop()
    timer = setTimeout(() => void run(), PAUSE_MS)
  }

  watch(subject, again, { immediate: true })
  onScopeDispose(stop)
  return { result, share, problem, stop, again }
}
