import type { ChatEvent } from '../../domain/chat.ts'
import type { ToolWork } from '../db/tables.ts'
import type { FunctionToolCall, RunEvent, ToolCall } from '../wire.ts'
import type { BuiltInType } from './builtInTools.ts'
import { codeOf, createCodeReader } from './codeReader.ts'

type CallDelta = Extract<ChatEvent, { type: 'tool-call-delta' }>
type StepDeltaEvent = Extract<RunEvent, { event: 'thread.run.step.delta' }>
type StepDetailsDelta = NonNullable<StepDeltaEvent['data']['delta']['step_details']>
export type ToolCallDelta = NonNullable<
  Extract<StepDetailsDelta, { type: 'tool_calls' }>['tool_calls']
>[number]

/** What a call is for: one of the runtime's own tools, a function of the person's, or nothing that there is. */
export type CallTarget = BuiltInType | 'function' | 'nothing'

/** The calls of one turn as the model makes them. */
export interface TurnCalls {
  /** Takes a piece of a call, and gives what a stream tells of it. */
  add: (delta: CallDelta) => ToolCallDelta[]
  /** What a stream is still to be told of the calls when they are whole. */
  finish: () => ToolCallDelta[]
  isEmpty: () => boolean
  /** As the step shows them. */
  calls: () => ToolCall[]
  /** Those that the runtime is to answer. */
  work: () => ToolWork[]
  /** The names and arguments, all in one. */
  text: () => string
}

interface OpenCall {
  index: number
  id: string
  name: string
  arguments: string
  target: CallTarget
  readCode: (piece: string) => string
  /** The program as far as it was told. */
  code: string
}

/** @param targetOf what a function's name stands for */
export function createTurnCalls(targetOf: (name: string) => CallTarget): TurnCalls {
  const made: OpenCall[] = []
  const whole = (): OpenCall[] => made.filter(Boolean)

  function add({ index, id, name, arguments: args }: CallDelta): ToolCallDelta[] {
    const known = made[index]
    if (known === undefined) return begin({ index, id, name, arguments: args })
    known.name += name ?? ''
    known.arguments += args
    if (known.target === 'code_interpreter') return codeDelta(known, known.readCode(args))
    if (known.target === 'file_search') return []
    const change = { arguments: args, ...(name !== null && name !== '' && { name }) }
    return [{ index, type: 'function', function: change }]
  }

  function begin({ index, id, name, arguments: args }: Omit<CallDelta, 'type'>): ToolCallDelta[] {
    const target = targetOf(name ?? '')
    const call: OpenCall = {
      index,
      id: id ?? '',
      name: name ?? '',
      arguments: args,
      target,
      readCode: createCodeReader(),
      code: '',
    }
    made[index] = call
    if (target === 'file_search') return [{ index, id: call.id, type: target, file_search: {} }]
    if (target === 'code_interpreter') {
      const first: ToolCallDelta = {
        index,
        id: call.id,
        type: target,
        code_interpreter: { input: '', outputs: [] },
      }
      return [first, ...codeDelta(call, call.readCode(args))]
    }
    return [
      {
        index,
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: args, output: null },
      },
    ]
  }

  return {
    add,
    finish: () =>
      whole().flatMap((call) => {
        const code = call.target === 'code_interpreter' ? codeOf(call.arguments) : ''
        return code.startsWith(call.code) ? codeDelta(call, code.slice(call.code.length)) : []
      }),
    isEmpty: () => made.length === 0,
    calls: () => whole().map(asToolCall),
    work: () =>
      whole()
        .filter(({ target }) => target !== 'function')
        .map((call) => ({
          callId: call.id,
          name: call.name,
          arguments: call.arguments,
          output: null,
          files: [],
        })),
    text: () =>
      whole()
        .map((call) => call.name + call.arguments)
        .join(''),
  }
}

function codeDelta(call: OpenCall, input: string): ToolCallDelta[] {
  if (input === '') return []
  call.code += input
  return [{ index: call.index, type: 'code_interpreter', code_interpreter: { input } }]
}

function asToolCall({ id, name, arguments: args, target }: OpenCall): ToolCall {
  switch (target) {
    case 'file_search':
      return { id, type: target, file_search: {} }
    case 'code_interpreter':
      return { id, type: target, code_interpreter: { input: codeOf(args), outputs: [] } }
    case 'function':
    case 'nothing':
      return {
        id,
        type: 'function',
        function: { name, arguments: args, output: null },
      } satisfies FunctionToolCall
  }
}
