import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { AppError } from '@/domain/errors.ts'
import type { RunStreamEvent } from '@/domain/runEvents.ts'
import { createAssistant } from '@/services/assistants.ts'
import { streamRun, streamThreadAndRun, streamToolOutputs } from '@/services/runStreams.ts'
import { createThread } from '@/services/threads.ts'
import { calls, fallsSilent, refuses, says, type ModelAnswer } from '../../support/fakeModel.ts'
import { collect } from '../../support/collect.ts'
import { clientOf, memoryClient, signal } from '../../support/serviceScene.ts'

const WEATHER = { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }

interface Scene {
  client: OpenAI
  threadId: string
  params: { assistant_id: string }
}

async function sceneOf(answers: readonly ModelAnswer[]): Promise<Scene> {
  const client = await memoryClient(answers)
  const assistant = await createAssistant(client, { model: 'fake', tools: [WEATHER] }, signal)
  const { id: threadId } = await createThread(client, { messages: [{ role: 'user', content: 'Hi' }] }, signal)
  return { client, threadId, params: { assistant_id: assistant.id } }
}

/** An event in a word; of objects their status. */
function told(event: RunStreamEvent): string {
  switch (event.type) {
    case 'run-changed':
      return `run ${event.run.status}`
    case 'step-changed':
      return `step ${event.step.status}`
    case 'message-changed':
      return `message ${event.message.status}`
    case 'text-delta':
      return `text ${event.text}`
    case 'tool-call-delta':
      return `call ${event.call.index}`
    default:
      return event.type
  }
}

/** What came before the error that ended a stream, and the error. */
async function outcomeOf(
  stream: AsyncIterable<RunStreamEvent>,
): Promise<{ events: RunStreamEvent[]; error: AppError | null }> {
  const events: RunStreamEvent[] = []
  try {
    for await (const event of stream) events.push(event)
    return { events, error: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { events, error }
  }
}

describe('streamRun', () => {
  it('tells everything of a run until it is over', async () => {
    const { client, threadId, params } = await sceneOf([says(['Hel', 'lo'])])
    const events = await collect(streamRun(client, threadId, params, signal))

    expect(events.map(told).filter((word) => !word.startsWith('text'))).toEqual([
      ...['run queued', 'run queued', 'run in_progress'],
      ...['step in_progress', 'step in_progress', 'message in_progress', 'message in_progress'],
      ...['message completed', 'step completed', 'run completed', 'stream-ended'],
    ])
    const deltas = events.filter((event) => event.type === 'text-delta')
    expect(deltas.map(({ text }) => text).join('')).toBe('Hello')
    const message = events.find((event) => event.type === 'message-changed')?.message
    expect(deltas.every(({ messageId, index }) => messageId === message?.id && index === 0)).toBe(true)
  })

  it('ends where the run waits for outputs, and goes on with them', async () => {
    const { client, threadId, params } = await sceneOf([calls([['weather', '{}']]), says(['Sunny'])])
    const events = await collect(streamRun(client, threadId, params, signal))
    const run = events.findLast((event) => event.type === 'run-changed')?.run
    const call = run?.required_action?.submit_tool_outputs.tool_calls[0]
    const step = events.find((event) => event.type === 'step-changed')?.step
    expect(events.map(told).slice(-3)).toEqual(['call 0', 'run requires_action', 'stream-ended'])
    expect(events.find((event) => event.type === 'tool-call-delta')).toMatchObject({
      stepId: step?.id,
      call: { id: call?.id, type: 'function', function: { name: 'weather', arguments: '{}' } },
    })

    const outputs = [{ tool_call_id: call?.id ?? '', output: 'sun' }]
    const address = { threadId, runId: run?.id ?? '' }
    const rest = (await collect(streamToolOutputs(client, address, outputs, signal))).map(told)
    expect(rest.slice(0, 3)).toEqual(['step completed', 'run queued', 'run in_progress'])
    expect(rest.slice(-2)).toEqual(['run completed', 'stream-ended'])
  })

  it('tells the thread first where it makes one', async () => {
    const { client, params } = await sceneOf([says(['Hello'])])
    const [first, second] = await collect(streamThreadAndRun(client, params, signal))

    expect(first).toMatchObject({ type: 'thread-created', thread: { object: 'thread' } })
    expect(second?.type).toBe('run-changed')
  })

  it('tells of a run that fails, which is no error of the stream', async () => {
    const { client, threadId, params } = await sceneOf([refuses(400, { message: 'No.' })])
    const events = await collect(streamRun(client, threadId, params, signal))

    expect(events.map(told).slice(-2)).toEqual(['run failed', 'stream-ended'])
  })

  it('is stopped by its signal', async () => {
    const controller = new AbortController()
    const { client, threadId, params } = await sceneOf([
      fallsSilent(['Hm'], () => setTimeout(() => controller.abort(), 20)),
    ])
    const { events, error } = await outcomeOf(streamRun(client, threadId, params, controller.signal))

    expect(events.map(told)).toContain('run in_progress')
    expect(error?.kind).toBe('aborted')
  })

  it('is refused as a request is', async () => {
    const { client, threadId, params } = await sceneOf([says(['Hello'])])
    const wrong = streamRun(client, threadId, { ...params, temperature: 3 }, signal)
    expect((await outcomeOf(wrong)).error?.data).toMatchObject({
      kind: 'invalid',
      param: 'temperature',
      url: `https://server.invalid/v1/threads/${threadId}/runs`,
    })

    const missing = await outcomeOf(streamRun(client, 'thread_none', params, signal))
    expect(missing.error?.kind).toBe('not-found')
  })
})

const RUN = { object: 'thread.run', id: 'run_1', status: 'in_progress' }
const COMPLETED = ['thread.run.completed', { ...RUN, status: 'completed' }] as const

/** What comes of a stream with these frames, with `data: [DONE]` only where it is one of them. */
async function read(
  ...frames: (string | readonly [string, object])[]
): Promise<{ words: string[]; events: RunStreamEvent[]; error: AppError | null }> {
  const text = frames
    .map((frame) =>
      typeof frame === 'string' ? frame : `event: ${frame[0]}\ndata: ${JSON.stringify(frame[1])}\n\n`,
    )
    .join('')
  const client = await clientOf(
    () => new Response(text, { headers: { 'content-type': 'text/event-stream' } }),
  )
  const outcome = await outcomeOf(streamRun(client, 'thread_1', { assistant_id: 'asst_1' }, signal))
  return { ...outcome, words: outcome.events.map(told) }
}

describe('streams of other servers', () => {
  it('tell every kind of part', async () => {
    const annotation = { index: 0, type: 'file_citation' }
    const content = [
      { index: 0, type: 'text', text: { value: 'See' } },
      { index: 0, type: 'text', text: { annotations: [annotation] } },
      { index: 1, type: 'refusal', refusal: 'No.' },
      { index: 2, type: 'image_file', image_file: { file_id: 'file-1' } },
      { index: 3, type: 'image_url', image_url: { url: 'https://a.test/b.png', detail: 'low' } },
      { index: 4, type: 'image_file' },
      { index: 5, type: 'image_url' },
      { index: 6, type: 'text' },
      { index: 7, type: 'refusal' },
    ]
    const delta = { object: 'thread.message.delta', id: 'msg_1', delta: { content } }
    const { events } = await read(['thread.message.delta', delta], COMPLETED)
    const messageId = 'msg_1'

    expect(events.slice(0, -2)).toEqual([
      { type: 'text-delta', messageId, index: 0, text: 'See' },
      { type: 'annotations-delta', messageId, index: 0, annotations: [annotation] },
      { type: 'refusal-delta', messageId, index: 1, text: 'No.' },
      {
        type: 'image-delta',
        messageId,
        index: 2,
        image: { type: 'image_file', image_file: { file_id: 'file-1' } },
      },
      {
        type: 'image-delta',
        messageId,
        index: 3,
        image: { type: 'image_url', image_url: { url: 'https://a.test/b.png', detail: 'low' } },
      },
    ])
  })

  it('may have deltas with nothing in them, and events that nobody knows', async () => {
    const { words, error } = await read(
      ': still here\n\n',
      ['thread.message.delta', { object: 'thread.message.delta', id: 'msg_1', delta: { role: 'assistant' } }],
      ['thread.run.step.delta', { object: 'thread.run.step.delta', id: 'step_1', delta: {} }],
      [
        'thread.run.step.delta',
        {
          object: 'thread.run.step.delta',
          id: 'step_1',
          delta: { step_details: { type: 'message_creation' } },
        },
      ],
      ['ping', {}],
      ['thread.run.thought', { object: 'thread.run.thought', id: 'thought_1' }],
      COMPLETED,
    )

    expect(error).toBeNull()
    expect(words).toEqual(['run completed', 'stream-ended'])
  })

  it.each([
    ['closes', []],
    ['says that it is done', ['event: done\ndata: [DONE]\n\n']],
  ])('are cut where one %s before the run stands still', async (_, end) => {
    const { words, error } = await read(['thread.run.in_progress', RUN], ...end)

    expect(words).toEqual(['run in_progress'])
    expect(error?.kind).toBe('stream-cut')
  })

  it('break with the connection', async () => {
    const bytes = new TextEncoder().encode(`event: thread.run.in_progress\ndata: ${JSON.stringify(RUN)}\n\n`)
    const client = await clientOf(() => {
      const body = new ReadableStream(
        {
          start: (controller) => controller.enqueue(bytes),
          pull: (controller) => controller.error(new TypeError('network error')),
        },
        { highWaterMark: 0 },
      )
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    })
    const { events, error } = await outcomeOf(
      streamRun(client, 'thread_1', { assistant_id: 'asst_1' }, signal),
    )

    expect(events.map(told)).toEqual(['run in_progress'])
    expect(error?.kind).toBe('stream-cut')
  })

  it('end with the error that is told in them', async () => {
    const failure = { message: 'Broken.', type: 'server_error', code: null, param: null }
    const { words, error } = await read(['thread.run.in_progress', RUN], ['error', failure])

    expect(words).toEqual(['run in_progress'])
    expect(error?.data).toMatchObject({ kind: 'stream-error', detail: 'Broken.' })
  })

  it.each([
    ['no id', { object: 'thread.run', status: 'queued' }],
    ['no delta', { object: 'thread.message.delta', id: 'msg_1' }],
  ])('are malformed with an object that has %s', async (_, object) => {
    expect((await read([object.object, object])).error?.kind).toBe('malformed')
  })

  it('are malformed with what is no JSON', async () => {
    expect((await read('event: thread.run.created\ndata: {"id"\n\n')).error?.kind).toBe('malformed')
  })

  it('have no status that the table does not know', async () => {
    const { error } = await read(['thread.run.paused', { ...RUN, status: 'paused' }])

    expect(error?.data).toMatchObject({ kind: 'unsupported', detail: 'The run run_1 has the status paused.' })
  })

  it('are only the run where a server does not stream', async () => {
    const client = await clientOf(() => Response.json(RUN))
    const events = await collect(streamRun(client, 'thread_1', { assistant_id: 'asst_1' }, signal))

    expect(events).toEqual([{ type: 'run-changed', run: RUN }])
  })

  it('are no pages of a proxy', async () => {
    const page = '<html><title>Sign in</title></html>'
    const client = await clientOf(() => new Response(page, { headers: { 'content-type': 'text/html' } }))
    const { error } = await outcomeOf(streamRun(client, 'thread_1', { assistant_id: 'asst_1' }, signal))

    expect(error?.data).toMatchObject({ kind: 'not-json', detail: 'Sign in' })
  })
})
