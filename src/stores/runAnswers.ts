import { shallowReactive } from 'vue'
import type { Run, ToolOutput } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { type RunKey, textOfRunKey } from '@/domain/place.ts'
import { withAnswerLock } from '@/storage/answerLock.ts'
import { useHandlersStore } from './handlers.ts'

interface AnswersOptions {
  /** Asks for the run as it is now. @throws AppError */
  look: (key: RunKey, signal: AbortSignal) => Promise<Run>
  /** Sends the outputs. @throws AppError */
  submit: (key: RunKey, outputs: ToolOutput[]) => Promise<void>
}

export interface RunAnswers {
  /** Answers the calls that a run waits for, where all of them have handlers that answer by themselves; once for each set of calls. */
  consider: (key: RunKey, run: Run) => void
  /** Stops the handlers of a run. */
  stop: (key: RunKey) => void
  stopAll: () => void
  /** Why the handlers of a run did not answer. */
  errorOf: (key: RunKey) => AppErrorData | null
}

/** The calls that a run waits for, as one text; `null` where it waits for none. */
function callsOf({ status, required_action }: Run): string | null {
  if (status !== 'requires_action' || required_action === null) return null
  return required_action.submit_tool_outputs.tool_calls.map(({ id }) => id).join()
}

/** Lets saved handlers answer runs. */
export function createRunAnswers({ look, submit }: AnswersOptions): RunAnswers {
  const handlers = useHandlersStore()
  const errors = shallowReactive(new Map<string, AppErrorData>())
  /** The calls that each run has been considered for, and what stops their handlers. */
  const considered = new Map<string, { calls: string; controller: AbortController }>()

  function consider(key: RunKey, run: Run): void {
    const name = textOfRunKey(key)
    const calls = callsOf(run)
    if ((considered.get(name)?.calls ?? null) === calls) return
    stop(key)
    if (calls === null) {
      considered.delete(name)
      return
    }
    const controller = new AbortController()
    considered.set(name, { calls, controller })
    void answer(key, calls, controller.signal)
  }

  /** Never rejects: `errorOf` says what went wrong. */
  async function answer(key: RunKey, calls: string, signal: AbortSignal): Promise<void> {
    const name = textOfRunKey(key)
    try {
      await handlers.load()
      if (!handlers.handlers.some(({ isAutomatic }) => isAutomatic)) return
      await withAnswerLock(name, signal, async () => {
        // Another tab may have answered while this one waited.
        const run = await look(key, signal)
        if (callsOf(run) !== calls) return
        const outputs = await handlers.automaticOutputs(
          run.required_action?.submit_tool_outputs.tool_calls ?? [],
          signal,
        )
        if (outputs !== null && !signal.aborted) await submit(key, outputs)
      })
    } catch (cause) {
      // Whoever stopped the handlers has no use for an error.
      if (!signal.aborted) errors.set(name, errorDataOf(cause))
    }
  }

  function stop(key: RunKey): void {
    const name = textOfRunKey(key)
    considered.get(name)?.controller.abort()
    errors.delete(name)
  }

  function stopAll(): void {
    for (const { controller } of considered.values()) controller.abort()
    considered.clear()
    errors.clear()
  }

  return { consider, stop, stopAll, errorOf: (key) => errors.get(textOfRunKey(key)) ?? null }
}
