import { describe, expect, it } from 'vitest'
import type { ToolCall, ToolCallDelta } from '@/domain/api.ts'
import type { ThreadEvent } from '@/domain/runEvents.ts'
import { reduceThread } from '@/domain/threadReducer.ts'
import { EMPTY_THREAD, type ThreadState } from '@/domain/threadState.ts'
import { stepOf } from '../../support/threadObjects.ts'

const STARTED: ThreadEvent = { type: 'step-changed', step: stepOf('in_progress', []) }

function withDeltas(deltas: ToolCallDelta[], start = reduceThread(EMPTY_THREAD, STARTED)): ThreadState {
  return deltas
    .map((call): ThreadEvent => ({ type: 'tool-call-delta', stepId: 'step_1', call }))
    .reduce(reduceThread, start)
}

function callsOf(state: ThreadState): ToolCall[] {
  const details = state.steps.get('step_1')?.step_details
  return details?.type === 'tool_calls' ? details.tool_calls : []
}

function weather(input: string, output: string | null = null): ToolCall {
  return { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: input, output } }
}

const FIRST: ToolCallDelta = {
  index: 0,
  type: 'function',
  id: 'call_1',
  function: { name: 'get_weather', arguments: '{"ci', output: null },
}

describe('the calls of a step that is in progress', () => {
  it('of functions: arguments grow, the output comes at once', () => {
    const called = withDeltas([FIRST, { index: 0, type: 'function', function: { arguments: 'ty":1}' } }])
    expect(callsOf(called)).toEqual([weather('{"city":1}')])
    const answered = withDeltas([{ index: 0, type: 'function', function: { output: 'rain' } }], called)
    expect(callsOf(answered)).toEqual([weather('{"city":1}', 'rain')])
  })

  it('stand in their order', () => {
    const time: ToolCallDelta = { index: 1, type: 'function', id: 'call_2', function: { name: 'get_time' } }
    expect(callsOf(withDeltas([time, FIRST])).map(({ id }) => id)).toEqual(['call_1', 'call_2'])
  })

  it('of code: input, logs and images grow', () => {
    const code = (
      delta: Extract<ToolCallDelta, { type: 'code_interpreter' }>['code_interpreter'],
    ): ToolCallDelta => ({
      index: 0,
      type: 'code_interpreter',
      ...(delta && { code_interpreter: delta }),
    })
    const state = withDeltas([
      { index: 0, type: 'code_interpreter', id: 'call_1', code_interpreter: { input: 'print', outputs: [] } },
      code({ input: '(1)' }),
      code({ outputs: [{ index: 0, type: 'logs', logs: '1' }] }),
      code({
        outputs: [
          { index: 0, type: 'logs', logs: '\n' },
          { index: 1, type: 'image', image: { file_id: 'file_1' } },
        ],
      }),
      code({ outputs: [{ index: 1, type: 'image' }] }),
      code(undefined),
    ])
    const outputs = [
      { type: 'logs', logs: '1\n' },
      { type: 'image', image: { file_id: 'file_1' } },
    ]
    expect(callsOf(state)).toEqual([
      { id: 'call_1', type: 'code_interpreter', code_interpreter: { input: 'print(1)', outputs } },
    ])
  })

  it('of a search: what was found comes with the finished step', () => {
    const searching = withDeltas([
      { index: 0, type: 'file_search', id: 'call_1', file_search: {} },
      { index: 0, type: 'file_search', file_search: {} },
    ])
    expect(callsOf(searching)).toEqual([{ id: 'call_1', type: 'file_search', file_search: {} }])
    const found: ToolCall = {
      id: 'call_1',
      type: 'file_search',
      file_search: { results: [{ file_id: 'file_1', file_name: 'a.txt', score: 0.5 }] },
    }
    const step = stepOf('completed', [found])
    expect(callsOf(reduceThread(searching, { type: 'step-changed', step }))).toEqual([found])
  })

  it('are kept until their step is known, and not taken by a finished one', () => {
    const early = withDeltas([FIRST], EMPTY_THREAD)
    expect(callsOf(reduceThread(early, STARTED))).toEqual([weather('{"ci')])
    const finished = reduceThread(early, { type: 'step-changed', step: stepOf('completed', [weather('{}')]) })
    expect(withDeltas([FIRST], finished)).toBe(finished)
  })

  it('are not taken back by a poll that saw less, but carried on by one that saw more', () => {
    const known = withDeltas([FIRST])
    const seen = (calls: ToolCall[]): ThreadEvent => ({
      type: 'steps-received',
      steps: [stepOf('in_progress', calls)],
      since: known,
    })
    expect(reduceThread(known, seen([]))).toBe(known)
    const more = reduceThread(known, seen([weather('{"city":1}')]))
    expect(callsOf(more)).toEqual([weather('{"city":1}')])
    expect(callsOf(reduceThread(more, seen([weather('{"city":1}', 'rain')])))).toEqual([
      weather('{"city":1}', 'rain'),
    ])
  })

  it('leave a step alone that makes a message', () => {
    const details = { type: 'message_creation' as const, message_creation: { message_id: 'msg_1' } }
    const step = stepOf('in_progress', [], { type: 'message_creation', step_details: details })
    const state = withDeltas([FIRST], reduceThread(EMPTY_THREAD, { type: 'step-changed', step }))
    expect(state.steps.get('step_1')).toBe(step)
  })
})
