import type { ToolCall, ToolCallDelta } from './api.ts'
import { withPart } from './growingParts.ts'

type CodeDelta = Extract<ToolCallDelta, { type: 'code_interpreter' }>
type CodeCall = Extract<ToolCall, { type: 'code_interpreter' }>
type CodeOutput = CodeCall['code_interpreter']['outputs'][number]
type CodeOutputDelta = NonNullable<NonNullable<CodeDelta['code_interpreter']>['outputs']>[number]

const EMPTY_CALL = {
  id: '',
  type: 'function',
  function: { name: '', arguments: '', output: null },
} satisfies ToolCall
const EMPTY_OUTPUT: CodeOutput = { type: 'logs', logs: '' }

/** The calls of a step with one more delta in them. */
export function withToolCallDelta(calls: readonly ToolCall[], delta: ToolCallDelta): readonly ToolCall[] {
  return withPart(calls, delta.index, { filler: EMPTY_CALL, grow: (call) => grow(call, delta) })
}

/** How far a call has come: of two observations of one, the larger is the later. */
export function sizeOfToolCall(call: ToolCall): number {
  switch (call.type) {
    case 'function': {
      const { name, arguments: input, output } = call.function
      return name.length + input.length + (output === null ? 0 : 1 + output.length)
    }
    case 'code_interpreter': {
      const { input, outputs } = call.code_interpreter
      return outputs.reduce((size, output) => size + 1 + logsOf(output).length, 1 + input.length)
    }
    case 'file_search':
      return 1 + (call.file_search.results?.length ?? 0)
  }
}

/** Strings are added, as the SDK does: names come in one piece, and never twice. */
function grow(call: ToolCall, delta: ToolCallDelta): ToolCall {
  const id = delta.id ?? call.id
  switch (delta.type) {
    case 'function': {
      const known = call.type === 'function' ? call.function : EMPTY_CALL.function
      const { name = '', arguments: input = '', output } = delta.function ?? {}
      return {
        id,
        type: 'function',
        function: {
          name: known.name + name,
          arguments: known.arguments + input,
          output: output ?? known.output,
        },
      }
    }
    case 'code_interpreter': {
      const known = call.type === 'code_interpreter' ? call.code_interpreter : { input: '', outputs: [] }
      const { input = '', outputs = [] } = delta.code_interpreter ?? {}
      return {
        id,
        type: 'code_interpreter',
        code_interpreter: { input: known.input + input, outputs: outputs.reduce(withOutput, known.outputs) },
      }
    }
    case 'file_search':
      // What was found comes with the finished step.
      return { id, type: 'file_search', file_search: call.type === 'file_search' ? call.file_search : {} }
  }
}

function withOutput(outputs: CodeOutput[], delta: CodeOutputDelta): CodeOutput[] {
  return [
    ...withPart(outputs, delta.index, { filler: EMPTY_OUTPUT, grow: (known) => growOutput(known, delta) }),
  ]
}

function growOutput(output: CodeOutput, delta: CodeOutputDelta): CodeOutput {
  if (delta.type === 'logs') return { type: 'logs', logs: logsOf(output) + (delta.logs ?? '') }
  const fileId = delta.image?.file_id
  return fileId === undefined ? output : { type: 'image', image: { file_id: fileId } }
}

function logsOf(output: CodeOutput): string {
  return output.type === 'logs' ? output.logs : ''
}
