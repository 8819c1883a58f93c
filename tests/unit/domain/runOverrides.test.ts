import { describe, expect, it } from 'vitest'
import {
  overriddenNames,
  readOverrides,
  type RunOverrides,
  runParams,
  threadAndRunParams,
  withOverride,
} from '@/domain/runOverrides.ts'

const message = { role: 'user' as const, content: 'Hi' }

describe('overrides of runs', () => {
  it('go with a run', () => {
    expect(runParams('asst_1', { model: 'm', temperature: 0 })).toEqual({
      assistant_id: 'asst_1',
      model: 'm',
      temperature: 0,
    })
  })

  it('go with a thread that is made with its run, additional messages after the first', () => {
    const extra = { role: 'assistant' as const, content: 'Hello' }
    expect(threadAndRunParams('asst_1', message, { top_p: 1, additional_messages: [extra] })).toEqual({
      assistant_id: 'asst_1',
      top_p: 1,
      thread: { messages: [message, extra] },
    })
  })

  it('take a run of its own where they have additional instructions', () => {
    expect(threadAndRunParams('asst_1', message, { additional_instructions: 'Be brief.' })).toBeNull()
    expect(threadAndRunParams('asst_1', message, { additional_instructions: '' })).not.toBeNull()
  })

  it('are set and unset by name', () => {
    const set = withOverride({ model: 'm' }, 'temperature', 1)
    expect(overriddenNames(set)).toEqual(['model', 'temperature'])
    expect(withOverride(set, 'model', undefined)).toEqual({ temperature: 1 })
    expect(overriddenNames({ instructions: null })).toEqual([])
  })

  it('are read as they were kept, and none where they are broken', () => {
    const kept: RunOverrides = {
      model: 'm',
      instructions: 'Be brief.',
      additional_messages: [{ role: 'assistant', content: 'Hello' }],
      tools: [{ type: 'file_search' }, { type: 'function', function: { name: 'look_up' } }],
      tool_choice: { type: 'function', function: { name: 'look_up' } },
      parallel_tool_calls: false,
      max_completion_tokens: 500,
      truncation_strategy: { type: 'last_messages', last_messages: 3 },
      temperature: 0,
      response_format: { type: 'json_object' },
      reasoning_effort: 'low',
      metadata: { case: '14' },
    }
    expect(readOverrides(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
    expect(readOverrides({ tool_choice: 'auto', truncation_strategy: { type: 'auto' } })).toEqual({
      tool_choice: 'auto',
      truncation_strategy: { type: 'auto' },
    })
    expect(readOverrides(undefined)).toEqual({})
    expect(readOverrides({ temperature: 'warm' })).toEqual({})
  })
})
