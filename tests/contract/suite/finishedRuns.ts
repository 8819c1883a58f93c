/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import {
  answersOf,
  expectRefusal,
  QUICKLY,
  ranScene,
  sceneOf,
  UNTOUCHED_RUN,
} from '../../support/runScene.ts'

function finishedRuns(target: () => ContractTarget): void {
  it('answer in a message of the thread, and say when and at what cost', async () => {
    const { client } = target()
    const { assistant, thread, run } = await ranScene(target(), 'Say: hello')
    expect(run).toMatchObject({
      ...UNTOUCHED_RUN,
      status: 'completed',
      started_at: expect.any(Number),
      completed_at: expect.any(Number),
      expires_at: null,
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    })
    expect(run.started_at).toBeGreaterThanOrEqual(run.created_at)
    expect(run.completed_at).toBeGreaterThanOrEqual(run.started_at ?? Infinity)
    const usage = run.usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: -1 }
    expect(Object.values(usage).every((count) => Number.isInteger(count) && count > 0)).toBe(true)
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
    expect(await client.beta.threads.runs.retrieve(run.id, { thread_id: thread.id })).toEqual(run)

    const [answer, ...others] = await answersOf(target(), run)
    expect(others).toEqual([])
    expect(answer).toMatchObject({
      object: 'thread.message',
      thread_id: thread.id,
      assistant_id: assistant.id,
      run_id: run.id,
      role: 'assistant',
      status: 'completed',
      completed_at: expect.any(Number),
      incomplete_at: null,
      incomplete_details: null,
      content: [{ type: 'text', text: { value: 'hello', annotations: [] } }],
      metadata: {},
    })
  })

  it('are waited for as long as the server says', async () => {
    const { client, isOurs } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const start = performance.now()
    const { runs } = client.beta.threads
    const created = await runs.create(thread.id, { assistant_id: assistant.id })
    const run = await runs.poll(created.id, { thread_id: thread.id })
    expect(run.status).toBe('completed')
    // The SDK would wait five seconds if the server said nothing.
    if (isOurs) expect(performance.now() - start).toBeLessThan(4000)
  })

  it('say in how many milliseconds to ask again while they are under way', async () => {
    const { client, isOurs } = target()
    const { assistant, thread } = await sceneOf(target(), 'Write a very long answer, 2000 words')
    const { runs } = client.beta.threads
    const created = await runs.create(thread.id, { assistant_id: assistant.id })
    for (let status = created.status; ['queued', 'in_progress'].includes(status);) {
      const { data, response } = await runs.retrieve(created.id, { thread_id: thread.id }).withResponse()
      status = data.status
      if (isOurs && ['queued', 'in_progress'].includes(status))
        expect(Number(response.headers.get('openai-poll-after-ms'))).toBeGreaterThan(0)
    }
  })

  it('fail where there is no such model', async () => {
    const { client, isOurs } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const { runs } = client.beta.threads
    const body = { assistant_id: assistant.id, model: 'no-such-model' }
    if (!isOurs) {
      // OpenAI knows its models when the run is created; other servers may not.
      const outcome = await runs.createAndPoll(thread.id, body, QUICKLY).catch((error: unknown) => error)
      expect(outcome).toMatchObject(outcome instanceof Error ? { status: 400 } : { status: 'failed' })
      return
    }
    const run = await runs.createAndPoll(thread.id, body, QUICKLY)
    expect(run).toMatchObject({
      status: 'failed',
      failed_at: expect.any(Number),
      completed_at: null,
      expires_at: null,
      last_error: {
        code: expect.stringMatching(/^(server_error|rate_limit_exceeded|invalid_prompt)$/),
        message: expect.stringContaining('no-such-model'),
      },
    })
    expect(await answersOf(target(), run)).toEqual([])
    const next = await runs.createAndPoll(thread.id, { assistant_id: assistant.id }, QUICKLY)
    expect(next.status).toBe('completed')
  })

  it('are changed in their metadata only', async () => {
    const { client } = target()
    const { thread, run } = await ranScene(target(), 'Say: hello', { metadata: { a: '1' } })
    const place = { thread_id: thread.id }
    const { runs } = client.beta.threads
    const changed = await runs.update(run.id, { ...place, metadata: { b: '2' } })
    expect(changed).toEqual({ ...run, metadata: { b: '2' } })
    expect(await runs.update(run.id, place)).toEqual(changed)
    expect(await runs.update(run.id, { ...place, metadata: null })).toEqual({ ...run, metadata: {} })
    await runs.update(run.id, { ...place, metadata: { b: '2' } })
    expect(await runs.retrieve(run.id, place)).toEqual(changed)
    await expectRefusal(target(), runs.update(run.id, Object.assign({ ...place }, { status: 'cancelled' })), {
      status: 400,
      param: 'status',
      code: 'unknown_parameter',
    })
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`key${index}`, '']))
    await expectRefusal(target(), runs.update(run.id, { ...place, metadata: many }), {
      status: 400,
      param: 'metadata',
      code: 'object_above_max_properties',
    })
  })

  it('take no cancelling and no outputs', async () => {
    const { client } = target()
    const { thread, run } = await ranScene(target(), 'Say: hello')
    const place = { thread_id: thread.id }
    const { runs } = client.beta.threads
    await expectRefusal(target(), runs.cancel(run.id, place), {
      status: 400,
      message: "Cannot cancel run with status 'completed'.",
    })
    await expectRefusal(
      target(),
      runs.submitToolOutputs(run.id, { ...place, tool_outputs: [{ tool_call_id: 'call_a', output: '' }] }),
      { status: 400, message: 'Runs in status "completed" do not accept tool outputs.' },
    )
    expect(await runs.retrieve(run.id, place)).toEqual(run)
  })

  it('are listed, newest first unless asked otherwise, page by page', async () => {
    const { client } = target()
    const { assistant, thread, run } = await ranScene(target(), 'Say: hello')
    const { runs } = client.beta.threads
    const made = [run.id]
    while (made.length < 5)
      made.push((await runs.createAndPoll(thread.id, { assistant_id: assistant.id }, QUICKLY)).id)
    const newest = made.toReversed()
    const ids = async (query: object): Promise<string[]> =>
      (await runs.list(thread.id, query)).data.map(({ id }) => id)

    expect(await ids({})).toEqual(newest)
    expect(await ids({ order: 'asc' })).toEqual(made)
    expect(await ids({ limit: 2 })).toEqual(newest.slice(0, 2))
    expect(await ids({ limit: 2, after: newest[1] })).toEqual(newest.slice(2, 4))
    expect(await ids({ before: newest[2] })).toEqual(newest.slice(0, 2))
    expect(await ids({ order: 'asc', after: made[2] })).toEqual(made.slice(3))
    const all = await collect(runs.list(thread.id, { limit: 2, order: 'asc' }))
    expect(all.map(({ id }) => id)).toEqual(made)
    const page = await runs.list(thread.id, { limit: 4 })
    expect(page).toMatchObject({ has_more: true, data: { length: 4 } })
    for (const [param, value] of [
      ['limit', 101],
      ['order', 'up'],
    ] as const) {
      await expectRefusal(target(), runs.list(thread.id, { [param]: value }), {
        status: 400,
        param,
      })
    }
  })
}

export const finishedRunsContract: ContractSuite = (target) => {
  describe('finished runs', () => finishedRuns(target))
}
