import type { ModelDirectory } from '@/runtime/deps.ts'
import { chunk, createFakeModel, refuses, usageChunk, type ModelBody } from './fakeModel.ts'

/** What a model does, by its name. Each answer costs 10 tokens in and 5 out. */
export const SCRIPTS = [
  /** Writes `hello`. */
  'speaks',
  /** Calls one tool, then speaks. */
  'calls-one',
  /** Calls two at once, then speaks. */
  'calls-two',
  /** Calls one, then another, then speaks. */
  'calls-again',
  /** Refuses the request. */
  'refuses',
  /** Writes `hel`, and breaks off with an error. */
  'breaks',
  /** Writes `hel`, and has reached its limit. */
  'is-cut',
  /** Says nothing until it is released, then speaks. */
  'is-silent',
  /** Writes `hel`, and no more until it is released. */
  'halts',
] as const

export type Script = (typeof SCRIPTS)[number]

/** A model endpoint that does as its name says. */
export interface ScriptedModel {
  directory: ModelDirectory
  /** Lets all who are silent or have halted go on. */
  release: () => void
  /** How many are silent or have halted. */
  waiting: () => number
}

export function createScriptedModel(): ScriptedModel {
  let next = Promise.withResolvers<undefined>()
  let waiting = 0

  /** Until it is released, or nobody is interested any more. */
  async function wait(signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => aborted.reject(asError(signal.reason)), { once: true })
    waiting += 1
    try {
      await Promise.race([next.promise, aborted.promise])
    } finally {
      waiting -= 1
    }
  }

  async function* chunksOf(body: ModelBody, signal: AbortSignal): AsyncGenerator<object> {
    const { model: script } = body
    const answered = outputsIn(body)
    const calls = callsOf(script, answered)
    if (calls > 0) {
      for (let index = 0; index < calls; index += 1) yield callChunk(index, `call_${answered}_${index}`)
      yield chunk({}, 'tool_calls')
    } else if (script === 'breaks') {
      yield chunk({ content: 'hel' })
      yield {
        error: { message: 'The model broke off.', type: 'server_error', code: null, param: null },
      }
      return
    } else if (script === 'is-cut') {
      yield chunk({ content: 'hel' })
      yield chunk({}, 'length')
    } else {
      if (script === 'is-silent') await wait(signal)
      yield chunk({ content: 'hel' })
      if (script === 'halts') await wait(signal)
      yield chunk({ content: 'lo' })
      yield chunk({}, 'stop')
    }
    yield usageChunk(10, 5)
  }

  const refuse = refuses(400, { message: 'Not this one.' })
  const { directory } = createFakeModel([
    (body, signal) => (body.model === 'refuses' ? refuse(body, signal) : chunksOf(body, signal)),
  ])
  return {
    directory,
    release() {
      next.resolve(undefined)
      next = Promise.withResolvers()
    },
    waiting: () => waiting,
  }
}

/** How many tools a script calls, after so many outputs. */
function callsOf(script: string, answered: number): number {
  if (script === 'calls-again') return answered < 2 ? 1 : 0
  if (answered > 0) return 0
  return { 'calls-one': 1, 'calls-two': 2 }[script] ?? 0
}

function callChunk(index: number, id: string): object {
  const call = { index, id, type: 'function', function: { name: 'look_up', arguments: `{"at":${index}}` } }
  return chunk({ tool_calls: [call] })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

/** The tool outputs in the request, all of the run that asks: another run's are not in its context. */
function outputsIn(body: ModelBody): number {
  return JSON.stringify(body).split('"role":"tool"').length - 1
}
