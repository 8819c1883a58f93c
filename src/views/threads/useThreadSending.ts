import { computed, type ComputedRef, type Ref, shallowReactive, watch, type WritableComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import type { Obstacle } from '@/components/threads/obstacle.ts'
import type { SendWay } from '@/components/threads/sendWay.ts'
import type { MessageCreateParams, Run } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError } from '@/domain/errors.ts'
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
  /** Gives up what is on its way, and asks the run that holds the thread to stop. */
  stop: () => Promise<void>
  isSending: ComputedRef<boolean>
  obstacle: WritableComputedRef<Obstacle | null>
  /** The run that holds the thread. */
  activeRun: ComputedRef<Run | null>
}

/** What is handed over, and from where. */
interface Delivery {
  way: SendWay
  from: ThreadKey | null
  params: MessageCreateParams | null
  controller: AbortController
  /** Somebody has asked to stop: what goes on after the request on its way is not begun. */
  isGivenUp: boolean
}

/** So long a request that is given up may still tell what came of it: else a thread could be made that nobody knows of. */
const LAST_MOMENT_MS = 1500

/** Sends what is typed: to the thread that is shown, or in a new one, which is then shown. */
export function useThreadSending(
  { key, placeId }: { key: Readonly<Ref<ThreadKey | null>>; placeId: Readonly<Ref<string>> },
  draft: ReturnType<typeof useMessageDraft>,
  { settings, handOver: handOverSettings }: ReturnType<typeof useThreadSettings>,
): ThreadSending {
  const threads = useThreadsStore()
  const messages = useThreadMessagesStore()
  const runs = useRunsStore()
  const router = useRouter()
  // Of each thread: another one may be shown before an answer comes.
  const onTheirWay = shallowReactive(new Map<string, Delivery>())
  const obstacles = shallowReactive(new Map<string, Obstacle>())
  const name = computed(() => (key.value === null ? `${placeId.value}/new` : textOfThreadKey(key.value)))
  const isSending = computed(() => onTheirWay.has(name.value))
  const obstacle = computed({
    get: () => obstacles.get(name.value) ?? null,
    set: (next) => tell(name.value, next),
  })
  const activeRun = computed(() => {
    const known = key.value === null ? [] : runs.runsOf(key.value)
    return known.find(({ status }) => !isTerminal(status)) ?? null
  })

  function tell(at: string, next: Obstacle | null): void {
    if (next === null) obstacles.delete(at)
    else obstacles.set(at, next)
  }

  async function send(way: SendWay): Promise<void> {
    if (isSending.value || (way !== 'run-only' && !hasContent(draft.draft.value))) return
    if (activeRun.value !== null) obstacle.value = { kind: 'held', way, isWaiting: false }
    else if (way !== 'message' && settings.value.assistantId === null)
      obstacle.value = { kind: 'no-assistant' }
    else await deliver(way)
  }

  async function deliver(way: SendWay): Promise<void> {
    const from = key.value
    const typed = name.value
    const message = way === 'run-only' ? null : draft.take()
    const params = message === null ? null : messageParamsOf(message.taken)
    const delivery: Delivery = { way, from, params, controller: new AbortController(), isGivenUp: false }
    let at = from
    let isMessageSent = false
    onTheirWay.set(typed, delivery)
    tell(typed, null)
    try {
      const handed = await handOver(delivery)
      at = handed.at
      isMessageSent = params !== null
      if (handed.isRunLeft && at !== null) await startRun(at, delivery)
      if (delivery.isGivenUp && at !== null) await stopRun(at)
    } catch (cause) {
      if (!isMessageSent) message?.giveBack()
      const error = errorDataOf(cause)
      // Whoever gave it up knows, and has what was typed back.
      if (error.kind !== 'aborted' || isMessageSent)
        tell(at === null ? typed : textOfThreadKey(at), { kind: 'failed', error, isMessageSent })
      // The run that holds the thread may be another program's.
      if (at !== null && !isMessageSent) void runs.load(at).catch(() => undefined)
    } finally {
      onTheirWay.delete(typed)
      if (at !== null) onTheirWay.delete(textOfThreadKey(at))
    }
  }

  /** Sends the message, in a new thread where there is none. Gives the thread, and whether a run is still to be started. */
  async function handOver(delivery: Delivery): Promise<{ at: ThreadKey | null; isRunLeft: boolean }> {
    const { way, from, params, controller } = delivery
    if (from === null) return params === null ? { at: null, isRunLeft: false } : begin(delivery, params)
    if (params !== null) await messages.create(from, params, controller.signal)
    return { at: from, isRunLeft: way !== 'message' }
  }

  /** Makes a thread with its first message, and its run where that goes with it, and shows it. */
  async function begin(
    { way, controller: { signal } }: Delivery,
    message: MessageCreateParams,
  ): Promise<{ at: ThreadKey; isRunLeft: boolean }> {
    const place = placeId.value
    const { assistantId, isStreaming, overrides } = settings.value
    const isRunWanted = way !== 'message' && assistantId !== null
    const params = isRunWanted ? threadAndRunParams(assistantId, message, overrides) : null
    const at =
      params === null
        ? await threads.create(place, { messages: [message] }, signal)
        : {
            placeId: place,
            threadId: (await runs.startWithThread(place, params, isStreaming, signal)).thread_id,
          }
    await threads.remember(at, { assistantId, isStreaming, overrides, usedAt: Date.now() })
    handOverSettings(place)
    // Whoever has gone elsewhere meanwhile stays there.
    if (key.value === null) await router.replace(locationOf('threads', at.threadId, place))
    return { at, isRunLeft: isRunWanted && params === null }
  }

  async function startRun(at: ThreadKey, delivery: Delivery): Promise<void> {
    onTheirWay.set(textOfThreadKey(at), delivery)
    if (delivery.isGivenUp) throw new AppError({ kind: 'aborted', detail: 'Stopped.' })
    const { isStreaming, overrides } = threads.byKey(at) ?? settings.value
    const assistantId = threads.byKey(at)?.assistantId ?? settings.value.assistantId
    if (assistantId === null) return
    await runs.start(at, runParams(assistantId, overrides), isStreaming, delivery.controller.signal)
    await threads.remember(at, { usedAt: Date.now() })
    // The newest run is at its side, not one that was looked at before.
    if (key.value !== null && textOfThreadKey(key.value) === textOfThreadKey(at))
      await router.replace(locationOf('threads', at.threadId, at.placeId))
  }

  function waitForRun(): void {
    if (obstacle.value?.kind === 'held') obstacle.value = { ...obstacle.value, isWaiting: true }
  }

  async function stop(): Promise<void> {
    const delivery = onTheirWay.get(name.value)
    if (delivery !== undefined) {
      delivery.isGivenUp = true
      setTimeout(() => delivery.controller.abort(), LAST_MOMENT_MS)
    }
    if (key.value !== null) await stopRun(key.value)
  }

  async function stopRun(at: ThreadKey): Promise<void> {
    const run = runs.runsOf(at).find(({ status }) => !isTerminal(status))
    if (run === undefined) return
    try {
      await runs.stop({ ...at, runId: run.id })
    } catch (cause) {
      tell(textOfThreadKey(at), { kind: 'failed', error: errorDataOf(cause), isMessageSent: false })
    }
  }

  watch([name, activeRun], ([at, run], [before]) => {
    if (at !== before) {
      // What failed is still to be told to whoever comes back. What was to be sent stays typed.
      if (obstacles.get(before)?.kind !== 'failed') obstacles.delete(before)
      return
    }
    const held = obstacles.get(at)
    if (run !== null || held?.kind !== 'held') return
    obstacles.delete(at)
    if (held.isWaiting) void send(held.way)
  })
  watch(settings, ({ assistantId }) => {
    if (assistantId !== null && obstacle.value?.kind === 'no-assistant') obstacle.value = null
  })

  return { send, waitForRun, stop, isSending, obstacle, activeRun }
}
