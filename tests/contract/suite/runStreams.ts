/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type { AssistantStream } from 'openai/lib/AssistantStream'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import {
  answersOf,
  ASK_BOTH,
  ASK_WEATHER,
  callsOf,
  expectRefusal,
  QUICKLY,
  sceneOf,
  settledRun,
  stepsOf,
  textOf,
  TIME,
  waitingScene,
  WEATHER,
} from '../../support/runScene.ts'

const STARTED = ['thread.run.created', 'thread.run.queued', 'thread.run.in_progress']
const WRITTEN = [
  'thread.run.step.created',
  'thread.run.step.in_progress',
  'thread.message.created',
  'thread.message.in_progress',
  'thread.message.delta',
  'thread.message.completed',
  'thread.run.step.completed',
]
const CALLED = [
  'thread.run.step.created',
  'thread.run.step.in_progress',
  'thread.run.step.delta',
  'thread.run.requires_action',
]
const RESUMED = ['thread.run.step.completed', 'thread.run.queued', 'thread.run.in_progress']
const ENDED = ['thread.run.completed']

/** The names of events, deltas of the same kind that follow each other as one. */
function collapsed(names: readonly string[]): string[] {
  return names.filter((name, index) => !name.endsWith('.delta') || names[index - 1] !== name)
}

async function namesOf(stream: AsyncIterable<{ event: string }>): Promise<string[]> {
  return collapsed((await collect(stream)).map(({ event }) => event))
}

/** The events of a raw stream. */
function framesOf(body: string): { event: string; data: string }[] {
  return body
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [, event = '', data = ''] = /^event: (\S+)\ndata: (.*)$/.exec(frame) ?? []
      return { event, data }
    })
}

function post(target: ContractTarget, path: string, body: object): Promise<Response> {
  return target.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'OpenAI-Beta': 'assistants=v2' },
    body: JSON.stringify(body),
  })
}

/** That what a stream told is what the server says afterwards. */
async function expectAgreement(target: ContractTarget, stream: AssistantStream): Promise<void> {
  const run = await stream.finalRun()
  const place = { thread_id: run.thread_id }
  expect(await target.client.beta.threads.runs.retrieve(run.id, place)).toEqual(run)
  const ids = (objects: { id: string }[]): string[] => objects.map(({ id }) => id)
  const byId = <T extends { id: string }>(objects: T[]): T[] =>
    objects.toSorted((a, b) => a.id.localeCompare(b.id))
  const told = { messages: await stream.finalMessages(), steps: await stream.finalRunSteps() }
  const stored = { messages: await answersOf(target, run), steps: await stepsOf(target, run) }
  expect(ids(told.messages)).toEqual(ids(stored.messages))
  expect(byId(told.messages)).toEqual(byId(stored.messages))
  expect(byId(told.steps)).toEqual(byId(stored.steps))
}

function writingStreams(target: () => ContractTarget): void {
  it('tell all that happens, in order', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello to all of you out there')
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
    expect(await namesOf(stream)).toEqual([...STARTED, ...WRITTEN, ...ENDED])
    await expectAgreement(target(), stream)
  })

  it('come from create too', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const events = await collect(
      await client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id, stream: true }),
    )
    expect(collapsed(events.map(({ event }) => event))).toEqual([...STARTED, ...WRITTEN, ...ENDED])
    for (const { event, data } of events) {
      const [, kind = ''] = /^thread\.(message|run\.step|run)\./.exec(event) ?? []
      expect(data).toMatchObject({ object: `thread.${kind}${event.endsWith('.delta') ? '.delta' : ''}` })
    }
  })

  it('carry objects in the state that the event names', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const events = await collect(client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id }))
    const states = events.flatMap(({ event, data }) => ('status' in data ? [`${event}: ${data.status}`] : []))
    expect(states).toEqual([
      'thread.run.created: queued',
      'thread.run.queued: queued',
      'thread.run.in_progress: in_progress',
      'thread.run.step.created: in_progress',
      'thread.run.step.in_progress: in_progress',
      'thread.message.created: in_progress',
      'thread.message.in_progress: in_progress',
      'thread.message.completed: completed',
      'thread.run.step.completed: completed',
      'thread.run.completed: completed',
    ])
    const messages = events.flatMap(({ event, data }) => (event === 'thread.message.created' ? [data] : []))
    expect(messages).toMatchObject([{ content: [], role: 'assistant', completed_at: null }])
    const started = events.flatMap(({ event, data }) => (event === 'thread.run.in_progress' ? [data] : []))
    expect(started).toMatchObject([{ started_at: expect.any(Number), completed_at: null, usage: null }])
  })

  it('give the text in pieces that make the whole', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Write a very long answer, 2000 words')
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
    const pieces: string[] = []
    const snapshots: string[] = []
    stream.on('textDelta', ({ value }, snapshot) => {
      pieces.push(value ?? '')
      snapshots.push(snapshot.value)
    })
    const run = await stream.finalRun()
    const [answer] = await answersOf(target(), run)
    expect(pieces.length).toBeGreaterThan(10)
    expect(pieces.join('')).toBe(textOf(answer))
    expect(snapshots.at(-1)).toBe(textOf(answer))
    await expectAgreement(target(), stream)
  })

  it('end with done', async () => {
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const answer = await post(target(), `/threads/${thread.id}/runs`, {
      assistant_id: assistant.id,
      stream: true,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const body = await answer.text()
    const frames = framesOf(body)
    expect(collapsed(frames.map(({ event }) => event))).toEqual([...STARTED, ...WRITTEN, ...ENDED, 'done'])
    expect(body.endsWith('event: done\ndata: [DONE]\n\n')).toBe(true)
  })

  it('make the thread first', async () => {
    const { client, model } = target()
    const assistant = await client.beta.assistants.create({ model })
    const stream = client.beta.threads.createAndRunStream({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: 'Say: hello' }] },
    })
    const events = await collect(stream)
    expect(collapsed(events.map(({ event }) => event))).toEqual([
      'thread.created',
      ...STARTED,
      ...WRITTEN,
      ...ENDED,
    ])
    const [first] = events
    const run = await stream.finalRun()
    expect(first?.data).toEqual(await client.beta.threads.retrieve(run.thread_id))
    await expectAgreement(target(), stream)
  })

  it('tell of an answer that was cut', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Write a very long answer, 2000 words')
    const stream = client.beta.threads.runs.stream(thread.id, {
      assistant_id: assistant.id,
      max_completion_tokens: 256,
    })
    const names = await namesOf(stream)
    expect(names.slice(-3)).toEqual([
      'thread.message.incomplete',
      expect.stringMatching(/^thread\.run\.step\.(completed|failed)$/),
      'thread.run.incomplete',
    ])
    await expectAgreement(target(), stream)
  })

  it('tell of a failure', async () => {
    const { client, isOurs } = target()
    if (!isOurs) return
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const stream = client.beta.threads.runs.stream(thread.id, {
      assistant_id: assistant.id,
      model: 'no-such-model',
    })
    expect(await namesOf(stream)).toEqual([...STARTED, 'thread.run.failed'])
    expect((await stream.finalRun()).last_error?.message).toContain('no-such-model')
    await expectAgreement(target(), stream)
  })

  it('do not begin where the request is refused', async () => {
    const { client } = target()
    const { assistant, thread } = await waitingScene(target())
    const activeId = await activeRunId(target(), thread.id)
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
    await expectRefusal(target(), stream.finalRun(), {
      status: 400,
      message: `Thread ${thread.id} already has an active run ${activeId}.`,
    })
  })

  it('leave the run alone when their client goes away', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Write a very long answer, 2000 words')
    const events = await client.beta.threads.runs.create(thread.id, {
      assistant_id: assistant.id,
      stream: true,
    })
    for await (const { event } of events) if (event === 'thread.message.delta') break
    const [run] = (await client.beta.threads.runs.list(thread.id)).data
    if (run === undefined) throw new Error('The run is gone')
    const ended = await settledRun(target(), run)
    expect(ended.status).toBe('completed')
    const [answer, ...others] = await answersOf(target(), ended)
    expect(others).toEqual([])
    expect(answer?.status).toBe('completed')
    expect(textOf(answer).split(/\s+/).length).toBeGreaterThan(1000)
  })

  it('end with the run when it is cancelled', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Write a very long answer, 2000 words')
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
    const names: string[] = []
    let cancelling: Promise<unknown> | undefined
    for await (const { event, data } of stream) {
      names.push(event)
      if (event === 'thread.run.in_progress')
        cancelling = client.beta.threads.runs.cancel(data.id, { thread_id: thread.id })
    }
    await cancelling
    const run = await stream.finalRun()
    expect(names.at(-1)).toBe(`thread.run.${run.status}`)
    // Cancelling is an attempt: the run may be done before it takes hold.
    expect(['cancelled', 'completed']).toContain(run.status)
    if (run.status === 'cancelled') expect(names).toContain('thread.run.cancelling')
    await expectAgreement(target(), stream)
  })
}

async function activeRunId({ client }: ContractTarget, threadId: string): Promise<string | undefined> {
  return (await client.beta.threads.runs.list(threadId)).data[0]?.id
}

function callingStreams(target: () => ContractTarget): void {
  it('stop where outputs are wanted, and go on with them', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), ASK_WEATHER, { tools: [WEATHER] })
    const first = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
    expect(await namesOf(first)).toEqual([...STARTED, ...CALLED])
    const waiting = await first.finalRun()
    expect(await client.beta.threads.runs.retrieve(waiting.id, { thread_id: thread.id })).toEqual(waiting)
    const [call] = callsOf(waiting)
    const [step] = await first.finalRunSteps()
    expect(step?.step_details).toMatchObject({
      type: 'tool_calls',
      tool_calls: [{ id: call?.id, type: 'function', function: { name: 'get_weather' } }],
    })

    const second = client.beta.threads.runs.submitToolOutputsStream(waiting.id, {
      thread_id: thread.id,
      tool_outputs: [{ tool_call_id: call?.id ?? '', output: 'clear' }],
    })
    const events = await collect(second)
    expect(collapsed(events.map(({ event }) => event))).toEqual([...RESUMED, ...WRITTEN, ...ENDED])
    expect(events[0]?.data).toMatchObject({
      id: step?.id,
      status: 'completed',
      step_details: { tool_calls: [{ id: call?.id, function: { output: 'clear' } }] },
    })
    await expectAgreement(target(), second)
  })

  it('give the arguments in pieces that make the whole', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), ASK_BOTH, { tools: [WEATHER, TIME] })
    const events = await collect(client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id }))
    const calls: { id: string; name: string; text: string }[] = []
    for (const { event, data } of events) {
      if (event !== 'thread.run.step.delta') continue
      const details = data.delta.step_details
      if (details?.type !== 'tool_calls') throw new Error('No calls in the delta')
      for (const delta of details.tool_calls ?? []) {
        if (delta.type !== 'function') throw new Error(`An unknown call: ${delta.type}`)
        const call = (calls[delta.index] ??= { id: '', name: '', text: '' })
        call.id += delta.id ?? ''
        call.name += delta.function?.name ?? ''
        call.text += delta.function?.arguments ?? ''
      }
    }
    const run = await settledRun(target(), (await client.beta.threads.runs.list(thread.id)).data[0]!)
    expect(calls.map(({ id, name, text }) => ({ id, name, input: JSON.parse(text) as unknown }))).toEqual(
      callsOf(run),
    )
    expect(calls).toHaveLength(2)
  })

  it('go on without their first client', async () => {
    const { client } = target()
    const { thread, run, callId } = await waitingScene(target())
    const answer = await post(target(), `/threads/${thread.id}/runs/${run.id}/submit_tool_outputs`, {
      tool_outputs: [{ tool_call_id: callId, output: 'clear' }],
      stream: true,
    })
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    await answer.body?.cancel()
    const ended = await client.beta.threads.runs.poll(run.id, { thread_id: thread.id }, QUICKLY)
    expect(ended.status).toBe('completed')
    expect(await answersOf(target(), ended)).toHaveLength(1)
  })

  it('refuse outputs that do not fit', async () => {
    const { client } = target()
    const { thread, run, callId } = await waitingScene(target())
    const stream = client.beta.threads.runs.submitToolOutputsStream(run.id, {
      thread_id: thread.id,
      tool_outputs: [{ tool_call_id: 'call_other', output: 'clear' }],
    })
    await expectRefusal(target(), stream.finalRun(), {
      status: 400,
      message: `Expected tool outputs for call_ids ['${callId}'], got ['call_other']`,
    })
  })
}

export const runStreamsContract: ContractSuite = (target) => {
  describe('streams of runs', () => writingStreams(target))
  describe('streams of runs with function tools', () => callingStreams(target))
}
