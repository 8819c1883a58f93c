import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import type { HandlerTrial } from '@/components/handlers/handlerTrial.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { handlerError, type HandlerLog } from '@/domain/handlerOutcome.ts'
import { useHandlersStore } from '@/stores/handlers.ts'

/** Tries code as a handler, one at a time; it ends with whoever uses this. */
export function useHandlerTrial(): {
  trial: Readonly<ShallowRef<HandlerTrial | null>>
  /** The line of the code where it failed, and why. */
  mark: Readonly<ShallowRef<{ line: number; message: string } | null>>
  run: (code: string, args: unknown, isNetworkAllowed: boolean) => Promise<void>
  stop: () => void
  /** The code has changed: what was marked is not there any more. */
  unmark: () => void
} {
  const handlers = useHandlersStore()
  const trial = shallowRef<HandlerTrial | null>(null)
  const mark = shallowRef<{ line: number; message: string } | null>(null)
  let controller = new AbortController()

  async function run(code: string, args: unknown, isNetworkAllowed: boolean): Promise<void> {
    controller.abort()
    const { signal } = (controller = new AbortController())
    const logs: HandlerLog[] = []
    const startedAt = performance.now()
    const show = (state: HandlerTrial['state']): void => {
      if (!signal.aborted) trial.value = { logs: [...logs], state }
    }
    mark.value = null
    show({ kind: 'running' })
    const onLog = (log: HandlerLog): void => {
      logs.push(log)
      show({ kind: 'running' })
    }
    try {
      const outcome = await handlers.attempt(code, args, { isNetworkAllowed, signal, onLog })
      const elapsedMs = performance.now() - startedAt
      if (outcome.kind === 'done') {
        show({ ...outcome, elapsedMs })
        return
      }
      const { failure } = outcome
      show({ kind: 'failed', error: handlerError(failure).data, elapsedMs })
      if (failure.line !== null) mark.value = { line: failure.line, message: failure.message }
    } catch (cause) {
      show({ kind: 'failed', error: errorDataOf(cause), elapsedMs: performance.now() - startedAt })
    }
  }

  function stop(): void {
    controller.abort()
    if (trial.value !== null) trial.value = { ...trial.value, state: { kind: 'stopped' } }
  }

  onScopeDispose(() => controller.abort())

  return { trial, mark, run, stop, unmark: () => (mark.value = null) }
}
