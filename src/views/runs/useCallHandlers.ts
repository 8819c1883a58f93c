import { onScopeDispose, shallowReactive } from 'vue'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { useHandlersStore } from '@/stores/handlers.ts'

interface Call {
  id: string
  function: { name: string; arguments: string }
}

/** Runs saved handlers for single calls, as the person asks; all of them end with whoever uses this. */
export function useCallHandlers(onOutput: (callId: string, output: string) => void): {
  run: (call: Call) => Promise<void>
  stop: (callId: string) => void
  isRunning: (callId: string) => boolean
  errorOf: (callId: string) => AppErrorData | null
} {
  const handlers = useHandlersStore()
  const running = shallowReactive(new Map<string, AbortController>())
  const errors = shallowReactive(new Map<string, AppErrorData>())

  async function run(call: Call): Promise<void> {
    const controller = new AbortController()
    errors.delete(call.id)
    running.set(call.id, controller)
    try {
      const answer = await handlers.answer(call, controller.signal)
      if (answer?.output !== undefined) onOutput(call.id, answer.output)
    } catch (cause) {
      // Whoever stopped it knows.
      if (!controller.signal.aborted) errors.set(call.id, errorDataOf(cause))
    } finally {
      running.delete(call.id)
    }
  }

  onScopeDispose(() => {
    for (const controller of running.values()) controller.abort()
  })

  return {
    run,
    stop: (callId) => running.get(callId)?.abort(),
    isRunning: (callId) => running.has(callId),
    errorOf: (callId) => errors.get(callId) ?? null,
  }
}
