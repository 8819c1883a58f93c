/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'
import {
  answersOf,
  ASK_WEATHER,
  expectRefusal,
  QUICKLY,
  ranScene,
  sceneOf,
  stepsOf,
  waitingScene,
  WEATHER,
} from '../../support/runScene.ts'

const RESULTS = 'step_details.tool_calls[*].file_search.results[*].content' as const

/** What a step has that ended well. */
const COMPLETED = {
  object: 'thread.run.step',
  status: 'completed',
  completed_at: expect.any(Number),
  cancelled_at: null,
  failed_at: null,
  expired_at: null,
  last_error: null,
  metadata: {},
}
const USAGE = {
  prompt_tokens: expect.any(Number),
  completion_tokens: expect.any(Number),
  total_tokens: expect.any(Number),
}

export const runStepsContract: ContractSuite = (target) => {
  describe('run steps', () => {
    it('say which message the run wrote', async () => {
      const { client } = target()
      const { assistant, thread, run } = await ranScene(target(), 'Say: hello')
      const [answer] = await answersOf(target(), run)
      const steps = await stepsOf(target(), run)
      expect(steps).toEqual([
        {
          ...COMPLETED,
          id: expect.stringMatching(/^step_/),
          created_at: expect.any(Number),
          run_id: run.id,
          assistant_id: assistant.id,
          thread_id: thread.id,
          type: 'message_creation',
          step_details: { type: 'message_creation', message_creation: { message_id: answer?.id } },
          usage: USAGE,
        },
      ])
      const place = { thread_id: thread.id, run_id: run.id }
      expect(await client.beta.threads.runs.steps.retrieve(steps[0]?.id ?? '', place)).toEqual(steps[0])
    })

    it('say what was called, before and after the outputs came', async () => {
      const { client } = target()
      const { thread, run, callId } = await waitingScene(target())
      const call = {
        id: callId,
        type: 'function',
        function: { name: 'get_weather', arguments: expect.stringContaining('Paris') },
      }
      const [waiting, ...none] = await stepsOf(target(), run)
      expect(none).toEqual([])
      expect(waiting).toMatchObject({
        ...COMPLETED,
        type: 'tool_calls',
        status: 'in_progress',
        completed_at: null,
        step_details: {
          type: 'tool_calls',
          tool_calls: [{ ...call, function: { ...call.function, output: null } }],
        },
      })

      const ended = await client.beta.threads.runs.submitToolOutputsAndPoll(
        run.id,
        { thread_id: thread.id, tool_outputs: [{ tool_call_id: callId, output: '{"sky":"clear"}' }] },
        QUICKLY,
      )
      const [called, written] = await stepsOf(target(), ended)
      expect(called).toMatchObject({
        ...COMPLETED,
        id: waiting?.id,
        created_at: waiting?.created_at,
        step_details: {
          type: 'tool_calls',
          tool_calls: [{ ...call, function: { ...call.function, output: '{"sky":"clear"}' } }],
        },
        usage: USAGE,
      })
      expect(written).toMatchObject({ ...COMPLETED, type: 'message_creation' })
    })

    it('add up to the usage of the run', async () => {
      const { client } = target()
      const { thread, run, callId } = await waitingScene(target())
      const ended = await client.beta.threads.runs.submitToolOutputsAndPoll(
        run.id,
        { thread_id: thread.id, tool_outputs: [{ tool_call_id: callId, output: 'clear' }] },
        QUICKLY,
      )
      const usages = (await stepsOf(target(), ended)).map(({ usage }) => usage)
      expect(usages).toHaveLength(2)
      for (const count of ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const) {
        const sum = usages.reduce((total, usage) => total + (usage?.[count] ?? NaN), 0)
        expect(sum).toBe(ended.usage?.[count])
      }
    })

    it('are cancelled with their run', async () => {
      const { client } = target()
      const { thread, run } = await waitingScene(target())
      const { runs } = client.beta.threads
      await runs.cancel(run.id, { thread_id: thread.id })
      const ended = await runs.poll(run.id, { thread_id: thread.id }, QUICKLY)
      expect(await stepsOf(target(), ended)).toMatchObject([
        { ...COMPLETED, status: 'cancelled', completed_at: null, cancelled_at: expect.any(Number) },
      ])
    })

    it('are listed, newest first unless asked otherwise, page by page', async () => {
      const { client } = target()
      const { thread, run, callId } = await waitingScene(target())
      const { runs } = client.beta.threads
      await runs.submitToolOutputsAndPoll(
        run.id,
        { thread_id: thread.id, tool_outputs: [{ tool_call_id: callId, output: 'clear' }] },
        QUICKLY,
      )
      const list = (query: object) => runs.steps.list(run.id, { thread_id: thread.id, ...query })
      const newest = (await list({})).data
      expect(newest.map(({ type }) => type)).toEqual(['message_creation', 'tool_calls'])
      expect((await list({ order: 'asc' })).data).toEqual(newest.toReversed())
      const first = await list({ limit: 1 })
      expect(first).toMatchObject({ data: [newest[0]], has_more: true })
      expect((await list({ limit: 1, after: newest[0]?.id })).data).toEqual([newest[1]])
      expect((await list({ before: newest[1]?.id })).data).toEqual([newest[0]])
      expect(await collect(list({ limit: 1 }))).toEqual(newest)
      await expectRefusal(target(), list({ limit: 0 }), {
        status: 400,
        param: 'limit',
      })
    })

    it('are not there before the model has answered anything', async () => {
      const { client } = target()
      const { assistant, thread } = await sceneOf(target(), ASK_WEATHER, { tools: [WEATHER] })
      const run = await client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id })
      const page = await client.beta.threads.runs.steps.list(run.id, { thread_id: thread.id })
      expect(page.data.length).toBeLessThanOrEqual(1)
    })

    it('take what is to be included, and nothing else', async () => {
      const { client } = target()
      const { assistant, thread, run } = await ranScene(target(), 'Say: hello')
      const [step] = await stepsOf(target(), run)
      const { runs } = client.beta.threads
      const query = { thread_id: thread.id, include: [RESULTS] }
      expect(await runs.steps.retrieve(step?.id ?? '', { ...query, run_id: run.id })).toEqual(step)
      expect((await runs.steps.list(run.id, query)).data).toEqual([step])
      await client.beta.threads.messages.create(thread.id, { role: 'user', content: 'Say: bye' })
      const again = await runs.createAndPoll(
        thread.id,
        { assistant_id: assistant.id, include: [RESULTS] },
        QUICKLY,
      )
      expect(again.status).toBe('completed')
      for (const path of [
        `/threads/${thread.id}/runs/${run.id}/steps?include[]=everything`,
        `/threads/${thread.id}/runs/${run.id}/steps/${step?.id}?include[]=everything`,
      ]) {
        const answer = await target().fetch(path, { headers: { 'OpenAI-Beta': 'assistants=v2' } })
        expect([path, answer.status]).toEqual([path, 400])
        expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
      }
    })

    it('are found in their own run only', async () => {
      const { client } = target()
      const { thread, run } = await ranScene(target(), 'Say: hello')
      const other = await ranScene(target(), 'Say: hello')
      const [step] = await stepsOf(target(), run)
      const { steps } = client.beta.threads.runs
      const id = step?.id ?? ''
      for (const place of [
        { thread_id: thread.id, run_id: other.run.id },
        { thread_id: other.thread.id, run_id: run.id },
        { thread_id: other.thread.id, run_id: other.run.id },
      ]) {
        await expect(steps.retrieve(id, place)).rejects.toMatchObject({ status: 404 })
      }
      await expect(
        steps.retrieve('step_none', { thread_id: thread.id, run_id: run.id }),
      ).rejects.toMatchObject({ status: 404, message: expect.stringContaining("'step_none'") })
    })
  })
}
