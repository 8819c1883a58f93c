import type OpenAI from 'openai'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive } from 'vue'
import type {
  Run,
  RunCreateParams,
  RunStep,
  RunUpdateParams,
  ThreadCreateAndRunParams,
  ToolOutput,
} from '@/domain/api.ts'
import { AppError, type AppErrorData, isRetryable } from '@/domain/errors.ts'
import { needsNoNetwork, type RunKey, textOfRunKey, type ThreadKey } from '@/domain/place.ts'
import type { RememberedRun, SeenStatus } from '@/domain/rememberedRun.ts'
import type { RunStreamEvent, ThreadEvent } from '@/domain/runEvents.ts'
import { canCancel, isTerminal } from '@/domain/runMachine.ts'
import { trailOf as pathOf } from '@/domain/runTrail.ts'
import { titleOfMessages } from '@/domain/threadTitle.ts'
import { cancelRun, createRun, createThreadAndRun, submitToolOutputs, updateRun } from '@/services/runs.ts'
import { streamRun, streamThreadAndRun, streamToolOutputs } from '@/services/runStreams.ts'
import { useKeyringStore } from './keyring.ts'
import { useKnownRunsStore } from './knownRuns.ts'
import { usePlacesStore } from './places.ts'
import { createRunAnswers } from './runAnswers.ts'
import { createRunFollowing, type Following } from './runFollowing.ts'
import { lookAtMessages, lookAtRun, lookAtRuns, lookAtSteps, type LookTarget } from './runLooks.ts'
import { createRunsRefresh } from './runsRefresh.ts'
import { createRunStreams } from './runStreams.ts'
import { useThreadStatesStore } from './threadStates.ts'
import { useThreadsStore } from './threads.ts'

/** Runs of all threads: each is followed to its end, once, by a stream or by polling, whatever screen looks at it. */
export const useRunsStore = defineStore('runs', () => {
  const places = usePlacesStore()
  const keyring = useKeyringStore()
  const threads = useThreadsStore()
  const states = useThreadStatesStore()
  const kept = useKnownRunsStore()
  /** Runs that somebody has just asked to stop, as they are shown until their server answers. */
  const cancelling = shallowReactive(new Map<string, Run>())
  /** Runs that are followed by streams where that can be chosen. */
  const streamed = new Set<string>()

  const target: LookTarget = { clientOf: places.clientOf, stateOf: states.stateOf, accept }
  const following = createRunFollowing({
    createLook,
    needsNoNetwork: (placeId) => {
      const place = places.byId(placeId)
      return place !== undefined && needsNoNetwork(place)
    },
    isLocked: (placeId) => keyring.stateOf(placeId) === 'locked',
    isOver: (key) => {
      const run = byKey(key)
      return run !== undefined && isTerminal(run.status)
    },
  })
  const answers = createRunAnswers({
    look: async (key, signal) => (await lookAtRun(target, key, signal)).run,
    submit: (key, outputs) => submit(key, outputs, streamed.has(textOfRunKey(key))),
  })
  const streams = createRunStreams({ accept, openStream: following.openStream })
  const refresh = createRunsRefresh({ threads: () => threads.threads, load })
  const waitingCount = computed(() => kept.known.filter(({ run }) => run.status === 'requires_action').length)

  /** The one way in for what streams, polls and answers tell. */
  function accept(key: ThreadKey, event: ThreadEvent): void {
    states.apply(key, event)
    const told = event.type === 'run-changed' ? [event.run] : event.type === 'runs-received' ? event.runs : []
    const { runs } = states.stateOf(key)
    const accepted = told.map(({ id }) => runs.get(id)).filter((run) => run !== undefined)
    void kept.note(key, accepted) // says itself what could not be stored
    for (const run of accepted) answers.consider({ ...key, runId: run.id }, run)
  }

  /** The looks of one run: at the run, and at its steps and messages where something may have changed. */
  function createLook(key: RunKey): (signal: AbortSignal) => ReturnType<typeof lookAtRun> {
    let seen: Run | null = null
    return async (signal) => {
      const look = await lookAt(key, signal)
      if (look.run !== seen || look.run.status === 'in_progress') await lookInside(key, signal)
      seen = look.run
      return look
    }
  }

  /** Asks for a run; one that is not there any more is not remembered. @throws AppError */
  async function lookAt(key: RunKey, signal: AbortSignal): ReturnType<typeof lookAtRun> {
    try {
      return await lookAtRun(target, key, signal)
    } catch (cause) {
      if (cause instanceof AppError && cause.kind === 'not-found') void kept.forget(key) // says itself what could not be stored
      throw cause
    }
  }

  async function lookInside(key: RunKey, signal: AbortSignal): Promise<void> {
    await Promise.all([lookAtSteps(target, key, signal), lookAtMessages(target, key, signal)])
  }

  function byKey(key: RunKey): Run | undefined {
    const run = states.stateOf(key).runs.get(key.runId) ?? kept.byKey(key)?.run
    const shown = cancelling.get(textOfRunKey(key))
    return run !== undefined && shown !== undefined && canCancel(run.status) ? shown : run
  }

  /** Newest first. */
  function runsOf(key: ThreadKey): Run[] {
    const ids = new Set([...states.stateOf(key).runs.keys(), ...kept.ofThread(key).map(({ id }) => id)])
    const runs = [...ids].map((runId) => byKey({ ...key, runId })).filter((run) => run !== undefined)
    // Those of one second stand in the order in which they came.
    return runs.toReversed().sort((one, other) => other.created_at - one.created_at)
  }

  /** Oldest first. */
  function stepsOf(key: RunKey): RunStep[] {
    return [...states.stateOf(key).steps.values()].filter((step) => step.run_id === key.runId)
  }

  /** The statuses that a run has gone through, without gaps, whether anybody watched or not. */
  function trailOf(key: RunKey): readonly SeenStatus[] {
    const run = byKey(key)
    return run === undefined ? [] : pathOf(run, kept.byKey(key)?.trail ?? [])
  }

  function followingOf(key: RunKey): Following {
    return following.of(key)
  }

  /**
   * Starts a run over a thread, and follows it. Resolves once there is a run; until then `signal` gives it up.
   * @throws AppError as `createRun`; what may have come of the request in spite of that is looked for.
   */
  async function start(
    key: ThreadKey,
    params: RunCreateParams,
    isStreaming: boolean,
    signal = never(),
  ): Promise<Run> {
    const beginning: Beginning = {
      stream: (client, until) => streamRun(client, key.threadId, params, until),
      ask: (client, until) => createRun(client, key.threadId, params, until),
    }
    try {
      return await begin(key.placeId, isStreaming, beginning, signal)
    } catch (cause) {
      if (mayBeUnderWay(cause)) {
        // The run that holds the thread, or one that was started although its answer did not come. The error is told by this call.
        const found = Promise.all([load(key), lookAtMessages(target, key, never())])
        void found.catch(() => undefined)
      }
      throw cause
    }
  }

  /** Makes a thread, remembers it, and starts a run over it. @throws AppError as `createRun` */
  async function startWithThread(
    placeId: string,
    params: ThreadCreateAndRunParams,
    isStreaming: boolean,
    signal = never(),
  ): Promise<Run> {
    const beginning: Beginning = {
      stream: (client, until) => streamThreadAndRun(client, params, until),
      ask: (client, until) => createThreadAndRun(client, params, until),
    }
    const run = await begin(placeId, isStreaming, beginning, signal)
    const title = titleOfMessages(params.thread?.messages ?? [])
    await threads.remember(
      { placeId, threadId: run.thread_id },
      { title, assistantId: params.assistant_id, isStreaming },
    )
    return run
  }

  interface Beginning {
    stream: (client: OpenAI, signal: AbortSignal) => AsyncGenerator<RunStreamEvent>
    ask: (client: OpenAI, signal: AbortSignal) => Promise<Run>
  }

  async function begin(
    placeId: string,
    isStreaming: boolean,
    { stream, ask }: Beginning,
    signal: AbortSignal,
  ): Promise<Run> {
    const client = await places.clientOf(placeId)
    if (!isStreaming) {
      const run = await ask(client, signal)
      const key = keyOf(placeId, run)
      accept(key, { type: 'run-changed', run })
      following.restart(key)
      return run
    }
    const run = await streams.take(placeId, (until) => stream(client, until), signal)
    const key = keyOf(placeId, run)
    streamed.add(textOfRunKey(key))
    // Messages that were made with the run are in no stream. They come with the look at its end, too.
    void lookAtMessages(target, key, never()).catch(() => undefined)
    return run
  }

  /**
   * Answers all calls of a run at once, in place of its handlers, and follows it on.
   * @throws AppError `invalid` when outputs are missing, or the run waits for none any more: it has been looked at again then
   */
  async function answer(key: RunKey, outputs: ToolOutput[], isStreaming: boolean): Promise<void> {
    answers.stop(key)
    await submit(key, outputs, isStreaming)
  }

  async function submit(key: RunKey, outputs: ToolOutput[], isStreaming: boolean): Promise<void> {
    try {
      const client = await places.clientOf(key.placeId)
      if (isStreaming) {
        await streams.take(key.placeId, (until) => streamToolOutputs(client, key, outputs, until), never())
        streamed.add(textOfRunKey(key))
        return
      }
      accept(key, { type: 'run-changed', run: await submitToolOutputs(client, key, outputs, never()) })
      following.restart(key)
    } catch (cause) {
      await lookAgain(key)
      throw cause
    }
  }

  /**
   * Asks a run to stop; shown as `cancelling` at once, and as it was when the server refuses.
   * @throws AppError
   */
  async function stop(key: RunKey): Promise<void> {
    const run = byKey(key)
    if (run === undefined || !canCancel(run.status)) return
    const name = textOfRunKey(key)
    cancelling.set(name, { ...run, status: 'cancelling' })
    answers.stop(key)
    try {
      accept(key, {
        type: 'run-changed',
        run: await cancelRun(await places.clientOf(key.placeId), key, never()),
      })
      if (following.of(key).kind !== 'stream') following.restart(key)
    } catch (cause) {
      await lookAgain(key)
      // One that was over before the request arrived has stopped.
      if (!isOver(key)) throw cause
    } finally {
      cancelling.delete(name)
    }
  }

  /** After a request about a run has failed: as the run is now, when that can be found out. The failure itself is told. */
  async function lookAgain(key: RunKey): Promise<void> {
    await lookAt(key, never()).catch(() => undefined)
  }

  function isOver(key: RunKey): boolean {
    const run = states.stateOf(key).runs.get(key.runId)
    return run !== undefined && isTerminal(run.status)
  }

  /** Asks for a run again, with its steps and the newest messages; goes on following it. @throws AppError */
  async function refreshRun(key: RunKey, signal = never()): Promise<void> {
    const { run } = await lookAt(key, signal)
    await lookInside(key, signal)
    if (!isTerminal(run.status)) following.follow(key)
  }

  /** Changes a run's metadata. @throws AppError `not-found`; `invalid` with its `param` */
  async function update(key: RunKey, params: RunUpdateParams): Promise<void> {
    const run = await updateRun(await places.clientOf(key.placeId), key, params, never())
    accept(key, { type: 'run-changed', run })
  }

  /** Asks for all runs of a thread, and follows those that are not over. @throws AppError */
  async function load(key: ThreadKey, signal = never()): Promise<void> {
    const runs = await lookAtRuns(target, key, signal)
    for (const run of runs) if (!isTerminal(run.status)) following.follow(keyOf(key.placeId, run))
  }

  /** Asks for all steps of a run. @throws AppError */
  function loadSteps(key: RunKey, signal = never()): Promise<void> {
    return lookAtSteps(target, key, signal)
  }

  /** Follows a run to its end, whatever screen comes or goes. Does nothing for one that is followed already, or over. */
  function follow(key: RunKey): void {
    const remembered = kept.byKey(key)?.run
    const isKnown = states.stateOf(key).runs.has(key.runId)
    if (!isKnown && remembered !== undefined) accept(key, { type: 'run-changed', run: remembered })
    if (!isOver(key)) following.follow(key)
  }

  /** After following has failed: begins anew. */
  function retry(key: RunKey): void {
    following.restart(key)
  }

  /** Follows the runs that were not over when they were last seen, in this page or an earlier one. @throws AppError `storage` */
  async function resume(): Promise<void> {
    await kept.load()
    for (const key of await kept.unfinished()) follow(key)
  }

  threads.beforeRemove(async (key) => {
    for (const { id } of runsOf(key)) {
      answers.stop({ ...key, runId: id })
      streamed.delete(textOfRunKey({ ...key, runId: id }))
    }
    following.leaveThread(key)
    states.forget(key)
    await kept.forgetThread(key)
  })
  // A run that another tab has started, and that is not over: tabs out of sight do not poll.
  kept.onNews(() => {
    for (const { placeId, threadId, run } of kept.known) {
      if (!isTerminal(run.status)) follow({ placeId, threadId, runId: run.id })
    }
  })
  onScopeDispose(() => {
    following.leaveAll()
    answers.stopAll()
  })

  return {
    byKey,
    runsOf,
    stepsOf,
    trailOf,
    followingOf,
    handlerErrorOf: (key: RunKey): AppErrorData | null => answers.errorOf(key),
    start,
    startWithThread,
    answer,
    stop,
    refresh: refreshRun,
    update,
    load,
    loadSteps,
    follow,
    retry,
    resume,
    known: computed((): RememberedRun[] => kept.known),
    loadKnown: kept.load,
    isKnownReady: computed(() => kept.isReady),
    problem: computed(() => kept.problem),
    dismissProblem: kept.dismissProblem,
    waitingCount,
    refreshing: refresh.progress,
    refreshAll: refresh.start,
    stopRefreshing: refresh.stop,
  }
})

function keyOf(placeId: string, { thread_id: threadId, id: runId }: Run): RunKey {
  return { placeId, threadId, runId }
}

/** Whether there may be a run all the same: nothing was refused, or it was for the sake of a run that is there. */
function mayBeUnderWay(cause: unknown): boolean {
  if (!(cause instanceof AppError)) return false
  const { kind, status = 0 } = cause.data
  return status < 400 || kind === 'invalid' || kind === 'conflict' || isRetryable(cause.data)
}

function never(): AbortSignal {
  return new AbortController().signal
}
