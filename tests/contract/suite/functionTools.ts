/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import {
  answersOf,
  ASK_BOTH,
  ASK_WEATHER,
  callsOf,
  expectRefusal,
  QUICKLY,
  ranScene,
  settledRun,
  stepsOf,
  textOf,
  TIME,
  waitingScene,
  WEATHER,
} from '../../support/runScene.ts'

function calls(target: () => ContractTarget): void {
  it('wait for the person, all of them at once', async () => {
    const { run } = await ranScene(target(), ASK_BOTH, { tools: [WEATHER, TIME] })
    expect(run).toMatchObject({
      status: 'requires_action',
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: { tool_calls: [{ type: 'function' }, { type: 'function' }] },
      },
      started_at: expect.any(Number),
      expires_at: run.created_at + 600,
      completed_at: null,
      last_error: null,
    })
    expect(callsOf(run)).toEqual([
      { id: expect.stringMatching(/^call_/), name: 'get_weather', input: { city: expect.any(String) } },
      { id: expect.stringMatching(/^call_/), name: 'get_time', input: { city: expect.any(String) } },
    ])
    expect(new Set(callsOf(run).map(({ id }) => id)).size).toBe(2)
    expect(await answersOf(target(), run)).toEqual([])
  })

  it('are made with the tools of the assistant, or those of the run', async () => {
    const { client, model } = target()
    const assistant = await client.beta.assistants.create({ model, tools: [WEATHER] })
    const runWith = (params: object) =>
      client.beta.threads.createAndRunPoll(
        {
          assistant_id: assistant.id,
          thread: { messages: [{ role: 'user', content: ASK_BOTH }] },
          ...params,
        },
        QUICKLY,
      )
    expect(callsOf(await runWith({})).map(({ name }) => name)).toEqual(['get_weather'])
    expect(callsOf(await runWith({ tools: [TIME] })).map(({ name }) => name)).toEqual(['get_time'])
    expect(await runWith({ tools: [] })).toMatchObject({ status: 'completed', tools: [] })
  })

  it('come one by one where they may not be parallel', async () => {
    const { run } = await ranScene(target(), ASK_BOTH, { tools: [WEATHER, TIME], parallel_tool_calls: false })
    expect(run.parallel_tool_calls).toBe(false)
    expect(callsOf(run)).toHaveLength(1)
  })

  it('are not made where no tool may be called', async () => {
    const { run } = await ranScene(target(), ASK_WEATHER, { tools: [WEATHER], tool_choice: 'none' })
    expect(run).toMatchObject({ status: 'completed', tool_choice: 'none' })
  })

  it('are made where one must be called', async () => {
    const { run } = await ranScene(target(), 'Say: hello', { tools: [WEATHER], tool_choice: 'required' })
    expect(run).toMatchObject({ status: 'requires_action', tool_choice: 'required' })
    expect(callsOf(run).map(({ name }) => name)).toEqual(['get_weather'])
  })

  it('are of the tool that must be called', async () => {
    const tool_choice = { type: 'function' as const, function: { name: 'get_time' } }
    const { run } = await ranScene(target(), 'Say: hello', { tools: [WEATHER, TIME], tool_choice })
    expect(run).toMatchObject({ status: 'requires_action', tool_choice })
    expect(callsOf(run).map(({ name }) => name)).toEqual(['get_time'])
  })
}

function outputs(target: () => ContractTarget): void {
  it('are answered from', async () => {
    const { client, isOurs } = target()
    const { thread, run } = await ranScene(target(), ASK_BOTH, { tools: [WEATHER, TIME] })
    const [weather, time] = callsOf(run)
    const queued = await client.beta.threads.runs.submitToolOutputs(run.id, {
      thread_id: thread.id,
      // In another order than the calls.
      tool_outputs: [
        { tool_call_id: time?.id ?? '', output: 'half past nine' },
        { tool_call_id: weather?.id ?? '', output: '{"sky":"clear"}' },
      ],
    })
    expect(queued).toMatchObject({ id: run.id, status: 'queued', required_action: null })
    const ended = await settledRun(target(), queued)
    expect(ended).toMatchObject({ status: 'completed', required_action: null, expires_at: null })
    expect(ended.usage?.total_tokens).toBeGreaterThan(0)

    const [called, ...others] = await stepsOf(target(), ended)
    expect(called?.step_details).toMatchObject({
      tool_calls: [
        { id: weather?.id, function: { output: '{"sky":"clear"}' } },
        { id: time?.id, function: { output: 'half past nine' } },
      ],
    })
    expect(others.map(({ type }) => type)).toEqual(['message_creation'])
    const [answer, ...more] = await answersOf(target(), ended)
    expect(more).toEqual([])
    if (!isOurs) return
    expect(textOf(answer)).toContain('clear')
    expect(textOf(answer)).toContain('half past nine')
  })

  it('may be empty, or absent', async () => {
    const { client } = target()
    for (const output of [{ output: '' }, {}]) {
      const { thread, run, callId } = await waitingScene(target())
      const ended = await client.beta.threads.runs.submitToolOutputsAndPoll(
        run.id,
        { thread_id: thread.id, tool_outputs: [{ tool_call_id: callId, ...output }] },
        QUICKLY,
      )
      expect(ended.status).toBe('completed')
    }
  })

  it('come all at once or not at all', async () => {
    const { client } = target()
    const { thread, run } = await ranScene(target(), ASK_BOTH, { tools: [WEATHER, TIME] })
    const [a = '', b = ''] = callsOf(run).map(({ id }) => id)
    const submit = (...ids: string[]) =>
      client.beta.threads.runs.submitToolOutputs(run.id, {
        thread_id: thread.id,
        tool_outputs: ids.map((id) => ({ tool_call_id: id, output: 'x' })),
      })
    const expected = `Expected tool outputs for call_ids ['${a}', '${b}'], got`
    await expectRefusal(target(), submit(a), { status: 400, message: `${expected} ['${a}']` })
    await expectRefusal(target(), submit(), { status: 400, message: `${expected} []` })
    await expectRefusal(target(), submit(a, 'call_other'), {
      status: 400,
      message: `${expected} ['${a}', 'call_other']`,
    })
    await expectRefusal(target(), submit(a, b, 'call_other'), {
      status: 400,
      message: `${expected} ['${a}', '${b}', 'call_other']`,
    })
    const { runs } = client.beta.threads
    expect(await runs.retrieve(run.id, { thread_id: thread.id })).toEqual(run)
    expect(await settledRun(target(), await submit(a, b))).toMatchObject({ status: 'completed' })
  })

  it('are taken once', async () => {
    const { client } = target()
    const { thread, run, callId } = await waitingScene(target())
    const params = { thread_id: thread.id, tool_outputs: [{ tool_call_id: callId, output: 'clear' }] }
    const { runs } = client.beta.threads
    const answers = await Promise.allSettled([
      runs.submitToolOutputs(run.id, params),
      runs.submitToolOutputs(run.id, params),
      runs.submitToolOutputs(run.id, params),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    const ended = await settledRun(target(), run)
    expect(ended.status).toBe('completed')
    expect(await answersOf(target(), ended)).toHaveLength(1)
    await expectRefusal(target(), runs.submitToolOutputs(run.id, params), {
      status: 400,
      message: 'Runs in status "completed" do not accept tool outputs.',
    })
  })

  it.each([
    ['tool_outputs', {}],
    ['tool_outputs', { tool_outputs: 'none' }],
    ['tool_outputs[0].output', { tool_outputs: [{ tool_call_id: 'call_a', output: 3 }] }],
    ['tool_outputs[0].name', { tool_outputs: [{ tool_call_id: 'call_a', output: '', name: 'x' }] }],
  ])('are refused at %s of %j', async (param, body) => {
    const { client } = target()
    const { thread, run } = await waitingScene(target())
    await expectRefusal(
      target(),
      client.post(`/threads/${thread.id}/runs/${run.id}/submit_tool_outputs`, {
        body,
        headers: { 'OpenAI-Beta': 'assistants=v2' },
      }),
      { status: 400, param },
    )
  })
}

function waitingRuns(target: () => ContractTarget): void {
  it('are cancelled at once', async () => {
    const { client } = target()
    const { thread, run, callId } = await waitingScene(target())
    const { runs } = client.beta.threads
    const cancelling = await runs.cancel(run.id, { thread_id: thread.id })
    expect(['cancelling', 'cancelled']).toContain(cancelling.status)
    const ended = await settledRun(target(), run)
    expect(ended).toMatchObject({
      status: 'cancelled',
      cancelled_at: expect.any(Number),
      expires_at: null,
      required_action: null,
      completed_at: null,
      failed_at: null,
      last_error: null,
    })
    await expectRefusal(target(), runs.cancel(run.id, { thread_id: thread.id }), {
      status: 400,
      message: "Cannot cancel run with status 'cancelled'.",
    })
    const outputs = [{ tool_call_id: callId, output: '' }]
    await expectRefusal(
      target(),
      runs.submitToolOutputs(run.id, { thread_id: thread.id, tool_outputs: outputs }),
      { status: 400, message: 'Runs in status "cancelled" do not accept tool outputs.' },
    )
    expect(await answersOf(target(), ended)).toEqual([])
  })

  it('can be followed by others that call the same tool', async () => {
    const { client } = target()
    const { assistant, thread } = await ranScene(target(), 'Say: hello')
    const { runs, messages } = client.beta.threads
    for (const city of ['Rome', 'Oslo']) {
      const content = `What is the weather in ${city}? use get_weather`
      await messages.create(thread.id, { role: 'user', content })
      const asking = await runs.createAndPoll(
        thread.id,
        { assistant_id: assistant.id, tools: [WEATHER] },
        QUICKLY,
      )
      const [call] = callsOf(asking)
      expect(call?.input).toEqual({ city })
      const ended = await runs.submitToolOutputsAndPoll(
        asking.id,
        { thread_id: thread.id, tool_outputs: [{ tool_call_id: call?.id ?? '', output: `fine in ${city}` }] },
        QUICKLY,
      )
      expect(ended.status).toBe('completed')
      expect(textOf((await answersOf(target(), ended))[0])).toContain(city)
    }
  })

  it('keep their calls when their metadata is changed', async () => {
    const { client } = target()
    const { thread, run } = await waitingScene(target())
    const changed = await client.beta.threads.runs.update(run.id, {
      thread_id: thread.id,
      metadata: { seen: 'yes' },
    })
    expect(changed).toEqual({ ...run, metadata: { seen: 'yes' } })
  })
}

export const functionToolsContract: ContractSuite = (target) => {
  describe('calls of function tools', () => calls(target))
  describe('outputs of function tools', () => outputs(target))
  describe('runs that wait for outputs', () => waitingRuns(target))
}
