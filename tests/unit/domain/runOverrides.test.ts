import { describe, expect, it } from 'vitest'
import { overriddenNames, runParams, threadAndRunParams, withOverride } from '@/domain/runOverrides.ts'

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
})
