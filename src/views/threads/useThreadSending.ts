import { computed, type ComputedRef, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import type { Obstacle } from '@/components/threads/obstacle.ts'
import type { SendWay } from '@/components/threads/sendWay.ts'
import type { MessageCreateParams, Run } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { hasContent, messageParamsOf } from '@/domain/messageDraft.ts'
import { textOfThreadKey, type ThreadKey } from '@/domain/place.ts'
import { isTerminal } from '@/domain/runMachine.ts'
import { runParams, threadAndRunParams } from '@/domain/runOverrides.ts'
import { locationOf } from '@/router/names.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadMessagesStore } from '@/stores/threadMessages.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import type { useMessageDraft } from './useMessageDraft.ts'
import type { useThreadSettings } from './useThreadSettings.ts'

interface ThreadSending {
  send: (way: SendWay) => Promise<void>
  /** Sends what is held as soon as the run is over. */
  waitForRun: () => void
  /** Asks the run that holds the thread to stop. */
  stop: () => Promise<void>
  isSending: Ref<boolean>
  obstacle: ShallowRef<Obstacle | null>
  /** The run that holds the thread. */
  activeRun: ComputedRef<Run | null>
}

/** Sends what is typed: to the thread that is shown, or in a new one, which is then shown. */
export function useThreadSending(
  { key, placeId }: { key: Readonly<Ref<ThreadKey | null>>; placeId: Readonly<Ref<string>> },
  draft: ReturnType<typeof useMessageDraft>,
  { settings }: ReturnType<typeof useThreadSettings>,
): ThreadSending {
  const threads = useThreadsStore()
  const messages = useThreadMessagesStore()
  const runs = useRunsStore()
  const router = useRouter()
  const isSending = ref(false)
  const obstacle = shallowRef<Obstacle | null>(null)
  const activeRun = computed(() => {
    const known = key.value === null ? [] : runs.runsOf(key.value)
    return known.find(({ status }) => !isTerminal(status)) ?? null
  })

  async function send(way: SendWay): Promise<void> {
    if (isSending.value || (way !== 'run-only' && !hasContent(draft.draft.value))) return
    if (activeRun.value !== null) obstacle.value = { kind: 'held', way, isWaiting: false }
    else if (way !== 'message' && settings.value.assistantId === null)
      obstacle.value = { kind: 'no-assistant' }
    else await deliver(way)
  }

  async function deliver(way: SendWay): Promise<void> {
    const from = key.value
    const message = way === 'run-only' ? null : draft.take()
    let isMessageSent = false
    isSending.value = true
    obstacle.value = null
    try {
      const params = message === null ? null : messageParamsOf(message.taken)
      const { at, isRunLeft } = await handOver(way, from, params)
      isMessageSent = params !== null
      if (isRunLeft && at !== null) await startRun(at)
    } catch (cause) {
      if (!isMessageSent) message?.giveBack()
      // Told where it was typed, and in the thread that has come of it.
      if (key.value === from || from === null)
        obstacle.value = { kind: 'failed', error: errorDataOf(cause), isMessageSent }
      // The run that holds the thread may be another program's.
      if (from !== null) await runs.load(from).catch(() => undefined)
    } finally {
      isSending.value = false
    }
  }

  /** Sends the message, in a new thread where there is none. Gives the thread, and whether a run is still to be started. */
  async function handOver(
    way: SendWay,
    at: ThreadKey | null,
    params: MessageCreateParams | null,
  ): Promise<{ at: ThreadKey | null; isRunLeft: boolean }> {
    if (at === null) return params === null ? { at, isRunLeft: false } : begin(way, params)
    if (params !== null) await messages.create(at, params, new AbortController().signal)
    return { at, isRunLeft: way !== 'message' }
  }

  /** Makes a thread with its first message, and its run where that goes with it, and shows it. */
  async function begin(
    way: SendWay,
    message: MessageCreateParams,
  ): Promise<{ at: ThreadKey; isRunLeft: boolean }> {
    const place = placeId.value
    const { assistantId, isStreaming, overrides } = settings.value
    const isRunWanted = way !== 'message' && assistantId !== null
    const params = isRunWanted ? threadAndRunParams(assistantId, message, overrides) : null
    const at =
      params === null
        ? await threads.create(place, { messages: [message] })
        : { placeId: place, threadId: (await runs.startWithThread(place, params, isStreaming)).thread_id }
    await threads.remember(at, { assistantId, isStreaming, overrides, usedAt: Date.now() })
    // Whoever has gone elsewhere meanwhile stays there.
    if (key.value === null) await router.replace(locationOf('threads', at.threadId, place))
    return { at, isRunLeft: isRunWanted && params === null }
  }

  async function startRun(at: ThreadKey): Promise<void> {
    const { isStreaming, overrides } = threads.byKey(at) ?? settings.value
    const assistantId = threads.byKey(at)?.assistantId ?? settings.value.assistantId
    if (assistantId === null) return
    await runs.start(at, runParams(assistantId, overrides), isStreaming)
    await threads.remember(at, { usedAt: Date.now() })
    // The newest run is at its side, not one that was looked at before.
    if (key.value !== null && textOfThreadKey(key.value) === textOfThreadKey(at))
      await router.replace(locationOf('threads', at.threadId, at.placeId))
  }

  function waitForRun(): void {
    if (obstacle.value?.kind === 'held') obstacle.value = { ...obstacle.value, isWaiting: true }
  }

  async function stop(): Promise<void> {
    const at = key.value
    const run = activeRun.value
    if (at === null || run === null) return
    try {
      await runs.stop({ ...at, runId: run.id })
    } catch (cause) {
      obstacle.value = { kind: 'failed', error: errorDataOf(cause), isMessageSent: false }
    }
  }

  watch(activeRun, (run) => {
    const held = obstacle.value
    if (run !== null || held?.kind !== 'held') return
    obstacle.value = null
    if (held.isWaiting) void send(held.way)
  })
  watch(key, () => (obstacle.value = null))
  watch(settings, ({ assistantId }) => {
    if (assistantId !== null && obstacle.value?.kind === 'no-assistant') obstacle.value = null
  })

  return { send, waitForRun, stop, isSending, obstacle, activeRun }
}
