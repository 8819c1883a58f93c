/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'
import { answersOf, callsOf, expectRefusal, QUICKLY, textOf, WEATHER } from '../../support/runScene.ts'

export const threadAndRunContract: ContractSuite = (target) => {
  describe('a thread and its run', () => {
    it('are made at once', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model, instructions: 'Be brief.' })
      const run = await client.beta.threads.createAndRun({
        assistant_id: assistant.id,
        thread: {
          messages: [
            { role: 'user', content: 'Say: nothing yet', metadata: { place: 'first' } },
            { role: 'assistant', content: 'Well?' },
            { role: 'user', content: [{ type: 'text', text: 'Say: hello' }] },
          ],
          metadata: { of: 'the thread' },
        },
        metadata: { of: 'the run' },
        temperature: 0.3,
        top_p: 0.8,
        instructions: 'Be kind.',
        max_prompt_tokens: 5000,
        max_completion_tokens: 500,
        truncation_strategy: { type: 'last_messages', last_messages: 2 },
        tool_choice: 'none',
        tools: [WEATHER],
        parallel_tool_calls: false,
        response_format: { type: 'text' },
      })
      expect(run).toMatchObject({
        object: 'thread.run',
        status: 'queued',
        assistant_id: assistant.id,
        model,
        metadata: { of: 'the run' },
        temperature: 0.3,
        top_p: 0.8,
        instructions: 'Be kind.',
        max_prompt_tokens: 5000,
        max_completion_tokens: 500,
        truncation_strategy: { type: 'last_messages', last_messages: 2 },
        tool_choice: 'none',
        tools: [WEATHER],
        parallel_tool_calls: false,
        response_format: { type: 'text' },
        expires_at: run.created_at + 600,
      })
      expect(await client.beta.threads.retrieve(run.thread_id)).toMatchObject({
        object: 'thread',
        metadata: { of: 'the thread' },
      })
      const ended = await client.beta.threads.runs.poll(run.id, { thread_id: run.thread_id }, QUICKLY)
      expect(ended.status).toBe('completed')
      const messages = await collect(client.beta.threads.messages.list(run.thread_id, { order: 'asc' }))
      expect(messages.map((message) => [message.role, textOf(message)])).toEqual([
        ['user', 'Say: nothing yet'],
        ['assistant', 'Well?'],
        ['user', 'Say: hello'],
        ['assistant', 'hello'],
      ])
      expect(messages[0]?.metadata).toEqual({ place: 'first' })
    })

    it('can be waited for', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model })
      const run = await client.beta.threads.createAndRunPoll({
        assistant_id: assistant.id,
        thread: { messages: [{ role: 'user', content: 'Say: hello' }] },
      })
      expect(run.status).toBe('completed')
      expect(textOf((await answersOf(target(), run))[0])).toBe('hello')
    })

    it('may begin with no message', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model, instructions: 'Greet.' })
      const run = await client.beta.threads.createAndRunPoll({ assistant_id: assistant.id }, QUICKLY)
      expect(run.status).toBe('completed')
      const messages = await collect(client.beta.threads.messages.list(run.thread_id))
      expect(messages.map(({ role }) => role)).toEqual(['assistant'])
    })

    it('wait for the outputs of tools', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model, tools: [WEATHER] })
      const run = await client.beta.threads.createAndRunPoll(
        {
          assistant_id: assistant.id,
          thread: { messages: [{ role: 'user', content: 'use get_weather in Paris' }] },
        },
        QUICKLY,
      )
      expect(callsOf(run).map(({ input }) => input)).toEqual([{ city: 'Paris' }])
      await client.beta.threads.runs.cancel(run.id, { thread_id: run.thread_id })
    })

    it('get tools their resources, on the thread', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model })
      const tool_resources = { code_interpreter: { file_ids: [] } }
      const run = await client.beta.threads.createAndRun({ assistant_id: assistant.id, tool_resources })
      expect(run).not.toHaveProperty('tool_resources')
    })

    it('are not made with resources that are not there', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model })
      const create = (
        tool_resources: OpenAI.Beta.ThreadCreateAndRunParams['tool_resources'] & object,
      ): PromiseLike<unknown> =>
        client.beta.threads.createAndRun({ assistant_id: assistant.id, tool_resources })
      await expectRefusal(target(), create({ file_search: { vector_store_ids: ['vs_none'] } }), {
        status: 404,
        message: "No vector store found with id 'vs_none'.",
      })
      await expectRefusal(target(), create({ code_interpreter: { file_ids: ['file-none'] } }), {
        status: 404,
        message: "No file found with id 'file-none'.",
      })
    })

    it('are not made for an assistant that is not there', async () => {
      const { client } = target()
      for (const stream of [false, true]) {
        await expectRefusal(
          target(),
          client.beta.threads.createAndRun({ assistant_id: 'asst_none', thread: {}, stream }),
          { status: 404, message: "No assistant found with id 'asst_none'." },
        )
      }
    })

    it.each([
      ['assistant_id', { assistant_id: 3 }],
      ['thread.messages[0].role', { thread: { messages: [{ role: 'system', content: 'x' }] } }],
      ['thread.messages[0].content', { thread: { messages: [{ role: 'user', content: [] }] } }],
      ['thread.metadata', { thread: { metadata: 'x' } }],
      ['max_prompt_tokens', { max_prompt_tokens: 1 }],
      ['additional_instructions', { additional_instructions: 'not here' }],
    ])('are refused at %s of %j', async (param, params) => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model })
      await expectRefusal(
        target(),
        client.post('/threads/runs', {
          body: { assistant_id: assistant.id, ...params },
          headers: { 'OpenAI-Beta': 'assistants=v2' },
        }),
        { status: 400, param },
      )
    })
  })
}
