import { type EffectScope, effectScope, shallowReactive, type ShallowRef, shallowRef, watch } from 'vue'
import type { RunLook } from '@/composables/useRunPolling.ts'
import { useRunPolling } from '@/composables/useRunPolling.ts'
import type { Polling } from '@/composables/usePolling.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { type RunKey, textOfRunKey, textOfThreadKey, type ThreadKey } from '@/domain/place.ts'

/** How a run is followed. `failed`: no more, and `error` says why; else `error` is what polling waits out. */
export interface Following {
  kind: 'none' | 'stream' | 'polling' | 'paused' | 'failed'
  error: AppErrorData | null
}

const NOT_FOLLOWED: Following = { kind: 'none', error: null }

interface Follower {
  key: RunKey
  scope: EffectScope
  polling: Polling
  isStreamOpen: ShallowRef<boolean>
  /** Ends the stream that is open. */
  stream: AbortController | null
}

interface FollowingOptions {
  /** Makes the looks of one run. */
  createLook: (key: RunKey) => (signal: AbortSignal) => Promise<RunLook>
  /** Whether asking a place needs no network. */
  needsNoNetwork: (placeId: string) => boolean
  /** Whether a place cannot be asked before its key is unlocked; reactive. */
  isLocked: (placeId: string) => boolean
  /** Whether a run goes no further. */
  isOver: (key: RunKey) => boolean
}

export interface RunFollowing {
  /** Follows a run by polling, unless it is followed already. */
  follow: (key: RunKey) => void
  /** Looks at once, and then as at a run that has just begun. */
  restart: (key: RunKey) => void
  /** Follows a run by a stream; gives what to call when the stream has ended. `controller` ends it. */
  openStream: (key: RunKey, controller: AbortController) => () => void
  /** Follows none of a thread's runs any more. */
  leaveThread: (key: ThreadKey) => void
  leaveAll: () => void
  of: (key: RunKey) => Following
}

/** One loop a run, in a scope of its own, whatever looks at the run. To be called in a scope, which ends them all. */
export function createRunFollowing(options: FollowingOptions): RunFollowing {
  const scope = effectScope()
  const followers = shallowReactive(new Map<string, Follower>())

  function ensure(key: RunKey): Follower {
    const name = textOfRunKey(key)
    const known = followers.get(name)
    if (known !== undefined) return known
    const follower = scope.run(() => createFollower(key))
    if (follower === undefined) throw new Error('The scope of the runs has ended.')
    followers.set(name, follower)
    return follower
  }

  function createFollower(key: RunKey): Follower {
    const own = effectScope()
    const isStreamOpen = shallowRef(false)
    const create = (): Polling =>
      useRunPolling({
        look: options.createLook(key),
        isStreamOpen,
        ...(options.needsNoNetwork(key.placeId) && { isOnline: true }),
      })
    const polling = own.run(create)
    if (polling === undefined) throw new Error('The scope of the runs has ended.')
    own.run(() => {
      watch(
        polling.state,
        (state) => {
          if (state === 'idle' && !isStreamOpen.value && options.isOver(key)) leave(key)
        },
        { flush: 'sync' },
      )
      watch(
        () =>
          polling.state.value === 'failed' &&
          polling.error.value?.kind === 'locked' &&
          !options.isLocked(key.placeId),
        (isUnlocked) => {
          if (isUnlocked) restart(key)
        },
      )
    })
    return { key, scope: own, polling, isStreamOpen, stream: null }
  }

  function leave(key: RunKey): void {
    const name = textOfRunKey(key)
    const follower = followers.get(name)
    if (follower === undefined) return
    followers.delete(name)
    follower.stream?.abort()
    follower.scope.stop()
  }

  function follow(key: RunKey): void {
    const { polling } = ensure(key)
    // What has failed waits for `restart`: looking again by itself would never end.
    if (polling.state.value === 'idle') polling.start()
  }

  function restart(key: RunKey): void {
    const { polling } = ensure(key)
    polling.stop()
    polling.start()
  }

  function openStream(key: RunKey, controller: AbortController): () => void {
    const follower = ensure(key)
    follower.stream = controller
    follower.isStreamOpen.value = true
    // Begins when the stream has ended.
    follower.polling.start()
    return () => {
      if (follower.stream !== controller) return
      follower.stream = null
      follower.isStreamOpen.value = false
    }
  }

  function leaveThread(key: ThreadKey): void {
    const thread = textOfThreadKey(key)
    for (const follower of [...followers.values()]) {
      if (textOfThreadKey(follower.key) === thread) leave(follower.key)
    }
  }

  function leaveAll(): void {
    for (const { key } of [...followers.values()]) leave(key)
  }

  function of(key: RunKey): Following {
    const follower = followers.get(textOfRunKey(key))
    if (follower === undefined) return NOT_FOLLOWED
    if (follower.isStreamOpen.value) return { kind: 'stream', error: null }
    const state = follower.polling.state.value
    const error = follower.polling.error.value?.data ?? null
    switch (state) {
      case 'idle':
        return NOT_FOLLOWED
      case 'polling':
      case 'waiting':
        return { kind: 'polling', error }
      case 'paused':
      case 'failed':
        return { kind: state, error }
    }
  }

  return { follow, restart, openStream, leaveThread, leaveAll, of }
}
