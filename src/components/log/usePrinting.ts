import {
  computed,
  type ComputedRef,
  nextTick,
  onScopeDispose,
  readonly,
  type Ref,
  ref,
  shallowRef,
} from 'vue'
import { isForPaper } from '@/composables/paper.ts'
import { untilQuiet } from './untilQuiet.ts'

/** What is laid out at once, when the browser itself begins to print: laying out more would take minutes. */
const MOST_AT_ONCE = 1000
/** What a step of laying out may take with its frame, in milliseconds. */
const STEP_MS = 45
const MOST_IN_STEP = 60

/** How far the way to paper is. */
export type PrintPhase =
  | { type: 'loading' }
  | { type: 'laying-out'; done: number }
  | { type: 'printing' }
  /** Older messages did not come. */
  | { type: 'failed' }

interface Printing {
  /** Whether the browser prints. */
  isPrinting: Readonly<Ref<boolean>>
  /** So many rows, counted from the newest, are laid out for paper; null when nothing is. */
  count: ComputedRef<number | null>
  /** Null when nobody has asked for all of it. */
  phase: Readonly<Ref<PrintPhase | null>>
  /** Brings and lays out all of the log, step by step, and prints it. */
  print: () => Promise<void>
  /** Gives that up, or closes what told of its end. */
  cancel: () => void
}

/** Brings a log to paper, which is white: by the browser's own command what is newest, by `print` all of it. */
export function usePrinting(log: {
  content: () => HTMLElement | null
  count: () => number
  hasOlder: () => boolean
  /** Brings what is not here yet. */
  loadRest: (signal: AbortSignal) => Promise<void>
}): Printing {
  const isPrinting = ref(false)
  const phase = shallowRef<PrintPhase | null>(null)
  const { documentElement: root } = document
  const listening = new AbortController()
  const { signal } = listening
  let working = new AbortController()
  let theme: string | undefined

  function makeWhite(): void {
    if (root.dataset['theme'] !== 'dark') return
    theme = 'dark'
    root.dataset['theme'] = 'light'
  }

  function begin(): void {
    isPrinting.value = true
    makeWhite()
  }

  function end(): void {
    if (theme !== undefined) root.dataset['theme'] = theme
    theme = undefined
    isPrinting.value = false
    isForPaper.value = false
    if (phase.value?.type === 'printing') phase.value = null
  }

  async function layOut(aborted: AbortSignal): Promise<void> {
    let room = 4
    for (let done = 0; done < log.count() && !aborted.aborted;) {
      const startedAt = performance.now()
      done = Math.min(log.count(), done + room)
      phase.value = { type: 'laying-out', done }
      await painted()
      const pace = STEP_MS / (performance.now() - startedAt)
      room = Math.max(1, Math.ceil(done / 200), Math.min(MOST_IN_STEP, Math.round(room * Math.min(2, pace))))
    }
  }

  /** Gives whether all is ready: not where it was given up. */
  async function prepare(aborted: AbortSignal): Promise<boolean> {
    isForPaper.value = true
    await layOut(aborted)
    if (!aborted.aborted) {
      makeWhite() // diagrams are drawn anew for it
      await untilQuiet(log.content(), aborted)
    }
    return !aborted.aborted
  }

  async function print(): Promise<void> {
    if (phase.value !== null && phase.value.type !== 'failed') return
    working = new AbortController()
    const { signal: aborted } = working
    phase.value = { type: 'loading' }
    await log.loadRest(aborted)
    if (aborted.aborted) return
    if (log.hasOlder()) {
      phase.value = { type: 'failed' }
      return
    }
    if (!(await prepare(aborted))) return
    phase.value = { type: 'printing' }
    await nextTick()
    window.print() // tells of its end by `afterprint`
  }

  function cancel(): void {
    working.abort()
    phase.value = null
    end()
  }

  addEventListener('beforeprint', begin, { signal })
  addEventListener('afterprint', end, { signal })
  onScopeDispose(() => {
    cancel()
    listening.abort()
  })
  return {
    isPrinting: readonly(isPrinting),
    count: computed(() => {
      if (phase.value?.type === 'laying-out') return phase.value.done
      if (phase.value?.type === 'printing') return log.count()
      return isPrinting.value ? Math.min(log.count(), MOST_AT_ONCE) : null
    }),
    phase,
    print,
    cancel,
  }
}

/** Resolves when what has changed has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
  })
}
