/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { answersOf, QUICKLY, ranScene, sceneOf, textOf } from '../../support/runScene.ts'

function requests(target: () => ContractTarget): void {
  it('answer to the instructions, and those that were added', async () => {
    const { client, isOurs } = target()
    const { assistant, thread } = await sceneOf(target(), 'What are your instructions?', {
      instructions: 'Speak like a sailor.',
    })
    const run = await client.beta.threads.runs.createAndPoll(
      thread.id,
      { assistant_id: assistant.id, additional_instructions: 'It is raining.' },
      QUICKLY,
    )
    expect(run.status).toBe('completed')
    if (!isOurs) return
    const text = textOf((await answersOf(target(), run))[0])
    expect(text).toContain('Speak like a sailor.')
    expect(text).toContain('It is raining.')
  })

  it('see the messages before, as many as they are to see', async () => {
    const { client, isOurs } = target()
    const { assistant, thread } = await ranScene(target(), 'Say: one')
    const runWith = async (params: object): Promise<string> => {
      await client.beta.threads.messages.create(thread.id, {
        role: 'user',
        content: 'What was my first message?',
      })
      const run = await client.beta.threads.runs.createAndPoll(
        thread.id,
        { assistant_id: assistant.id, ...params },
        QUICKLY,
      )
      return textOf((await answersOf(target(), run))[0])
    }
    const seesAll = await runWith({})
    const seesOne = await runWith({ truncation_strategy: { type: 'last_messages', last_messages: 1 } })
    if (!isOurs) return
    expect(seesAll).toContain('Say: one')
    expect(seesOne).toContain('This is your first message')
  })

  it('answer in JSON where they are told to', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    }
    for (const response_format of [
      { type: 'json_object' as const },
      { type: 'json_schema' as const, json_schema: { name: 'place', schema, strict: true } },
    ]) {
      const { run } = await ranScene(target(), 'Where is the tower in Paris? As JSON.', { response_format })
      expect(run).toMatchObject({ status: 'completed', response_format })
      const answer: unknown = JSON.parse(textOf((await answersOf(target(), run))[0]))
      if (response_format.type === 'json_schema') expect(answer).toEqual({ city: expect.any(String) })
      else expect(answer).toBeTypeOf('object')
    }
  })

  it('end incomplete at their limit of completion tokens', async () => {
    const { run } = await ranScene(target(), 'Write a very long answer, 2000 words', {
      max_completion_tokens: 256,
    })
    expect(run).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_completion_tokens' },
      max_completion_tokens: 256,
      completed_at: null,
      failed_at: null,
      last_error: null,
    })
    expect(run.usage?.completion_tokens).toBeLessThanOrEqual(256)
    const [answer] = await answersOf(target(), run)
    expect(answer).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_tokens' },
      incomplete_at: expect.any(Number),
      completed_at: null,
    })
    expect(textOf(answer).length).toBeGreaterThan(100)
  })

  it('end incomplete where the prompt alone is above its limit', async () => {
    const { run } = await ranScene(target(), `Say: ${'many words '.repeat(2000)}`, { max_prompt_tokens: 256 })
    expect(run).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_prompt_tokens' },
      completed_at: null,
      last_error: null,
    })
  })
}

export const runContextContract: ContractSuite = (target) => {
  describe('what a run asks the model', () => requests(target))
}
