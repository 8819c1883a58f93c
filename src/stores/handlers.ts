import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { ToolOutput } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import type { FunctionHandler } from '@/domain/functionHandler.ts'
import { handlerError, type HandlerLog, type HandlerOutcome } from '@/domain/handlerOutcome.ts'
import { runInSandbox } from '@/sandbox/runInSandbox.ts'
import { deleteHandler, readHandlers, writeHandler } from '@/storage/handlerRepository.ts'
import { onTabNews } from '@/storage/tabNews.ts'

/** A call of a function, as a run that requires action has it. */
interface FunctionCall {
  id: string
  function: { name: string; arguments: string }
}

interface RunOptions {
  isNetworkAllowed: boolean
  signal: AbortSignal
  onLog?: (log: HandlerLog) => void
}

/** The handlers that answer calls of functions, by the function's name, whichever assistant has it; in step with other tabs. */
export const useHandlersStore = defineStore('handlers', () => {
  const stored = shallowRef<ReadonlyMap<string, FunctionHandler>>(new Map())
  const isReady = shallowRef(false)
  /** Why the handlers could not be read. */
  const problem = shallowRef<AppErrorData | null>(null)
  const handlers = computed(() => [...stored.value.values()].sort((a, b) => a.name.localeCompare(b.name)))
  let loading: Promise<void> | null = null

  /** Reads the handlers, once. When that fails, `problem` says why and a later call tries again. */
  function load(): Promise<void> {
    loading ??= reload().finally(() => {
      isReady.value = true
      if (problem.value !== null) loading = null
    })
    return loading
  }

  async function reload(): Promise<void> {
    try {
      stored.value = new Map((await readHandlers()).map((handler) => [handler.name, handler]))
      problem.value = null
    } catch (cause) {
      problem.value = errorDataOf(cause)
    }
  }

  function byName(name: string): FunctionHandler | undefined {
    return stored.value.get(name)
  }

  /** @throws AppError `storage-full`, `storage`: nothing has changed then */
  async function save(handler: FunctionHandler): Promise<void> {
    await writeHandler(handler)
    stored.value = new Map(stored.value).set(handler.name, handler)
  }

  /** @throws AppError `storage`: nothing has changed then */
  async function remove(name: string): Promise<void> {
    await deleteHandler(name)
    stored.value = new Map([...stored.value].filter(([known]) => known !== name))
  }

  /** Runs code as a handler, saved or not. @throws AppError `aborted`, `chunk` */
  function attempt(code: string, args: unknown, options: RunOptions): Promise<HandlerOutcome> {
    const { signal, ...rest } = options
    return runInSandbox({ code, args, ...rest }, signal)
  }

  /** The output of code as a handler. @throws AppError `handler`, `aborted`, `chunk` */
  async function run(code: string, args: unknown, options: RunOptions): Promise<{ output: string }> {
    const outcome = await attempt(code, args, options)
    if (outcome.kind === 'failed') throw handlerError(outcome.failure)
    return { output: outcome.output }
  }

  /**
   * The saved handler's output for a call, whether it answers by itself or not; `null` where the function has none.
   * @throws AppError `handler`, with the function's name as `param`; `aborted`, `chunk`
   */
  async function answer(call: FunctionCall, signal: AbortSignal): Promise<ToolOutput | null> {
    const { name, arguments: json } = call.function
    const handler = byName(name)
    if (handler === undefined) return null
    const { code, isNetworkAllowed } = handler
    const outcome = await attempt(code, argumentsOf(name, json), { isNetworkAllowed, signal })
    if (outcome.kind === 'failed') throw handlerError(outcome.failure, name)
    return { tool_call_id: call.id, output: outcome.output }
  }

  /**
   * The outputs of all calls, asked for at the same time; `null` unless each has a handler that answers by itself, since half an answer
   * is none. The first that fails stops the others.
   * @throws AppError `handler`, with the function's name as `param`; `aborted`, `chunk`
   */
  async function automaticOutputs(
    calls: readonly FunctionCall[],
    signal: AbortSignal,
  ): Promise<ToolOutput[] | null> {
    await load()
    if (calls.some((call) => byName(call.function.name)?.isAutomatic !== true)) return null
    const others = new AbortController()
    try {
      const either = AbortSignal.any([signal, others.signal])
      const outputs = await Promise.all(calls.map((call) => answer(call, either)))
      return outputs.filter((output) => output !== null)
    } finally {
      others.abort()
    }
  }

  onScopeDispose(
    onTabNews((news) => {
      if (news.type === 'handlers-changed') void reload()
    }),
  )

  return {
    handlers,
    isReady,
    problem,
    load,
    byName,
    save,
    remove,
    attempt,
    run,
    answer,
    automaticOutputs,
  }
})

/** Arguments come from a model, and need not be JSON. @throws AppError `handler` */
function argumentsOf(name: string, json: string): unknown {
  try {
    const args: unknown = JSON.parse(json)
    return args
  } catch (cause) {
    throw handlerError(
      { code: 'threw', message: `The arguments are not JSON: ${String(cause)}`, line: null },
      name,
    )
  }
}
