/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { QUICKLY, ranScene, sceneOf, textOf, UNTOUCHED_RUN, WEATHER } from '../../support/runScene.ts'

const NOW = (): number => Math.floor(Date.now() / 1000)

function createdRuns(target: () => ContractTarget): void {
  it('have the defaults of the API, and what the assistant says', async () => {
    const { client, model } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello', {
      instructions: 'Be brief.',
      tools: [WEATHER],
      temperature: 0.5,
      top_p: 0.25,
      response_format: { type: 'text' },
    })
    const run = await client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id })
    expect(run).toEqual({
      ...UNTOUCHED_RUN,
      id: expect.stringMatching(/^run_/),
      created_at: expect.any(Number),
      expires_at: run.created_at + 600,
      thread_id: thread.id,
      assistant_id: assistant.id,
      model,
      instructions: 'Be brief.',
      tools: [expect.objectContaining(WEATHER)],
      metadata: {},
      temperature: 0.5,
      top_p: 0.25,
      max_prompt_tokens: null,
      max_completion_tokens: null,
      truncation_strategy: { type: 'auto', last_messages: null },
      tool_choice: 'auto',
      parallel_tool_calls: true,
      response_format: { type: 'text' },
    })
    expect(Math.abs(run.created_at - NOW())).toBeLessThan(60)
  })

  it('have what was asked for in place of what the assistant says', async () => {
    const { client, model } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello', {
      model: 'another-model',
      instructions: 'Be brief.',
      temperature: 0.5,
    })
    const asked = {
      model,
      instructions: 'Be kind.',
      tools: [WEATHER],
      metadata: { why: 'to see' },
      temperature: 1.5,
      top_p: 0.9,
      max_prompt_tokens: 256,
      max_completion_tokens: 256,
      truncation_strategy: { type: 'last_messages' as const, last_messages: 3 },
      tool_choice: { type: 'function' as const, function: { name: 'get_weather' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_object' as const },
    }
    const run = await client.beta.threads.runs.create(thread.id, {
      assistant_id: assistant.id,
      reasoning_effort: 'low',
      ...asked,
    })
    expect(run).toMatchObject({ ...asked, tools: [expect.objectContaining(WEATHER)] })
    expect(run).not.toHaveProperty('reasoning_effort')
    expect(run).not.toHaveProperty('tool_resources')
    expect(await client.beta.assistants.retrieve(assistant.id)).toEqual(assistant)
  })

  it('take null as what is left out', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello', { instructions: 'Be brief.' })
    const run = await client.beta.threads.runs.create(thread.id, {
      assistant_id: assistant.id,
      instructions: null,
      additional_instructions: null,
      additional_messages: null,
      tools: null,
      metadata: null,
      temperature: null,
      top_p: null,
      max_prompt_tokens: null,
      max_completion_tokens: null,
      truncation_strategy: null,
      tool_choice: null,
      response_format: null,
      reasoning_effort: null,
      stream: null,
    })
    expect(run).toMatchObject({
      instructions: 'Be brief.',
      tools: [],
      temperature: 1,
      top_p: 1,
      truncation_strategy: { type: 'auto', last_messages: null },
      tool_choice: 'auto',
      response_format: 'auto',
    })
  })

  it('may have no instructions and no tools', async () => {
    const { run } = await ranScene(target(), 'Say: hello')
    expect(run).toMatchObject({ instructions: '', tools: [] })
  })

  it('add messages to the thread before they answer', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: nothing yet')
    const run = await client.beta.threads.runs.createAndPoll(
      thread.id,
      {
        assistant_id: assistant.id,
        additional_messages: [
          { role: 'assistant', content: 'Well?', metadata: { from: 'elsewhere' } },
          { role: 'user', content: [{ type: 'text', text: 'Say: hello' }] },
        ],
      },
      QUICKLY,
    )
    const messages = await collect(client.beta.threads.messages.list(thread.id, { order: 'asc' }))
    expect(messages.map((message) => [message.role, textOf(message), message.run_id])).toEqual([
      ['user', 'Say: nothing yet', null],
      ['assistant', 'Well?', null],
      ['user', 'Say: hello', null],
      ['assistant', 'hello', run.id],
    ])
    expect(messages[1]?.metadata).toEqual({ from: 'elsewhere' })
  })
}

export const runsContract: ContractSuite = (target) => {
  describe('created runs', () => createdRuns(target))
}
