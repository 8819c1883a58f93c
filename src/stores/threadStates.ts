import { defineStore } from 'pinia'
import { onScopeDispose, shallowReactive } from 'vue'
import { textOfThreadKey, type ThreadKey } from '@/domain/place.ts'
import type { ThreadEvent } from '@/domain/runEvents.ts'
import { reduceThread } from '@/domain/threadReducer.ts'
import { EMPTY_THREAD, type ThreadState } from '@/domain/threadState.ts'
import { createPace } from './pacing.ts'

/** What is known of each thread: runs, steps and messages, from streams, polls and answers alike. */
export const useThreadStatesStore = defineStore('thread-states', () => {
  const shown = shallowReactive(new Map<string, ThreadState>())
  /** What deltas have made of a thread since it was last shown. */
  const unshown = new Map<string, ThreadState>()
  const pace = createPace(() => {
    for (const [name, state] of unshown) shown.set(name, state)
    unshown.clear()
  })

  /** What is on screen of a thread; never changed in place. */
  function stateOf(key: ThreadKey): ThreadState {
    return shown.get(textOfThreadKey(key)) ?? EMPTY_THREAD
  }

  /** Takes in what happened: shown at once, but for deltas, which are shown together, as the machine keeps up with. */
  function apply(key: ThreadKey, event: ThreadEvent): void {
    const name = textOfThreadKey(key)
    const before = unshown.get(name) ?? stateOf(key)
    const after = reduceThread(before, event)
    if (after === before) return
    if (isDelta(event)) {
      unshown.set(name, after)
      pace.wake()
    } else {
      unshown.delete(name)
      shown.set(name, after)
    }
  }

  /** Keeps nothing of a thread. */
  function forget(key: ThreadKey): void {
    const name = textOfThreadKey(key)
    unshown.delete(name)
    shown.delete(name)
  }

  onScopeDispose(pace.stop)

  return { stateOf, apply, forget }
})

/** What adds to a message or a step that is in progress: many a second. */
function isDelta(event: ThreadEvent): boolean {
  switch (event.type) {
    case 'text-delta':
    case 'refusal-delta':
    case 'image-delta':
    case 'annotations-delta':
    case 'tool-call-delta':
      return true
    case 'thread-created':
    case 'run-changed':
    case 'step-changed':
    case 'message-changed':
    case 'stream-ended':
    case 'runs-received':
    case 'steps-received':
    case 'messages-received':
    case 'message-deleted':
    case 'step-deleted':
      return false
  }
}
