/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { collect } from '../../../support/collect.ts'
import { calls, chunk, createFakeModel, fallsSilent, refuses, says } from '../../../support/fakeModel.ts'
import { createHandClock } from '../../../support/handClock.ts'
import { createRuntimeScene, type RuntimeScene } from '../../../support/runtimeScene.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Message, Run, RunStep } from '@/runtime/wire.ts'

const messagesOf = ({ client, threadId }: RuntimeScene): Promise<Message[]> =>
  collect(client.beta.threads.messages.list(threadId, { order: 'asc' }))

const stepsOf = ({ client, threadId }: RuntimeScene, run: Run): Promise<RunStep[]> =>
  collect(client.beta.threads.runs.steps.list(run.id, { thread_id: threadId, order: 'asc' }))

const lookUp: [string, string] = ['look_up', '{"at":1}']

describe('a run that is cancelled', () => {
  it('ends while the model is silent, and keeps what it had said', async () => {
    const silent = Promise.withResolvers<undefined>()
    const scene = await createRuntimeScene([fallsSilent(['Once ', 'upon'], () => silent.resolve(undefined))])
    const run = await scene.run()
    await silent.promise
    await scene.until(run, 'in_progress')
    const cancelling = await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    expect(cancelling.status).toBe('cancelling')
    const ended = await scene.until(run, 'cancelled')
    expect(ended).toMatchObject({ expires_at: null, last_error: null, required_action: null })
    expect(ended.cancelled_at).not.toBeNull()
    expect(ended.usage).not.toBeNull()
    const [, answer] = await messagesOf(scene)
    expect(answer).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'run_cancelled' },
      completed_at: null,
      content: [{ type: 'text', text: { value: 'Once upon' } }],
    })
    expect(answer?.incomplete_at).not.toBeNull()
    const [step] = await stepsOf(scene, run)
    expect(step).toMatchObject({ status: 'cancelled', completed_at: null })
    expect(step?.cancelled_at).not.toBeNull()
  })

  it('ends before the model has said anything, without a message', async () => {
    const asked = Promise.withResolvers<undefined>()
    const scene = await createRuntimeScene([fallsSilent([], () => asked.resolve(undefined))])
    const run = await scene.run()
    await asked.promise
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    await scene.until(run, 'cancelled')
    expect(await messagesOf(scene)).toHaveLength(1)
    expect(await stepsOf(scene, run)).toEqual([])
  })

  it('ends while its endpoint is still being looked for', async () => {
    const asked = Promise.withResolvers<undefined>()
    const models = {
      find: () => {
        asked.resolve(undefined)
        return new Promise<never>(() => undefined)
      },
    }
    const scene = await createRuntimeScene([says([])], { deps: { models } })
    const run = await scene.run()
    await asked.promise
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    await scene.until(run, 'cancelled')
  })

  it('ends before it has begun', async () => {
    const scene = await createRuntimeScene([says(['hello'])])
    const run = await scene.run()
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    const ended = await scene.until(run, 'cancelled', 'completed')
    expect(ended.status).toBe('cancelled')
  })

  it('ends while it waits for tool outputs', async () => {
    const scene = await createRuntimeScene([calls([lookUp])])
    const run = await scene.run()
    await scene.until(run, 'requires_action')
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    const ended = await scene.until(run, 'cancelled')
    expect(ended.required_action).toBeNull()
    expect((await stepsOf(scene, run)).map(({ status }) => status)).toEqual(['cancelled'])
    // The thread is free again.
    await scene.client.beta.threads.messages.create(scene.threadId, { role: 'user', content: 'On.' })
  })

  it('ends between the outputs and the next turn', async () => {
    const scene = await createRuntimeScene([calls([lookUp]), fallsSilent([])])
    const waiting = await scene.until(await scene.run(), 'requires_action')
    await scene.client.beta.threads.runs.submitToolOutputs(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: [
        { tool_call_id: waiting.required_action!.submit_tool_outputs.tool_calls[0]!.id, output: '1' },
      ],
    })
    await scene.client.beta.threads.runs.cancel(waiting.id, { thread_id: scene.threadId })
    await scene.until(waiting, 'cancelled')
    expect((await stepsOf(scene, waiting)).map(({ status }) => status)).toEqual(['completed'])
  })
})

describe('a run whose time is up', () => {
  it('expires while the model is silent', async () => {
    const clock = createHandClock()
    const silent = Promise.withResolvers<undefined>()
    const model = [fallsSilent(['Well'], () => silent.resolve(undefined))]
    const scene = await createRuntimeScene(model, { deps: { clock } })
    const run = await scene.run()
    expect(run.expires_at).toBe(run.created_at + 600)
    await silent.promise
    await scene.until(run, 'in_progress')
    clock.advance(600_000)
    const ended = await scene.until(run, 'expired')
    expect(ended).toMatchObject({ expires_at: run.expires_at, failed_at: null, completed_at: null })
    const [, answer] = await messagesOf(scene)
    expect(answer).toMatchObject({ incomplete_details: { reason: 'run_expired' } })
    const [step] = await stepsOf(scene, run)
    expect(step?.status).toBe('expired')
    expect(step?.expired_at).not.toBeNull()
  })

  it('expires while it waits for tool outputs, and takes none after that', async () => {
    const clock = createHandClock()
    const scene = await createRuntimeScene([calls([lookUp])], { deps: { clock } })
    const waiting = await scene.until(await scene.run(), 'requires_action')
    clock.advance(600_000)
    const call = waiting.required_action!.submit_tool_outputs.tool_calls[0]!
    await expect(
      scene.client.beta.threads.runs.submitToolOutputs(waiting.id, {
        thread_id: scene.threadId,
        tool_outputs: [{ tool_call_id: call.id, output: 'late' }],
      }),
    ).rejects.toThrow('Runs in status "expired" do not accept tool outputs.')
    const ended = await scene.until(waiting, 'expired')
    expect(ended.required_action).toBeNull()
    expect((await stepsOf(scene, waiting)).map(({ status }) => status)).toEqual(['expired'])
  })

  it.each(['message', 'run'])('gives its thread free for another %s at once', async (next) => {
    // A tab in the background: its timers are late.
    const clock = { ...createHandClock(), sleep: () => new Promise<never>(() => undefined) }
    const scene = await createRuntimeScene([calls([lookUp]), says(['hello'])], { deps: { clock } })
    const waiting = await scene.until(await scene.run(), 'requires_action')
    clock.advance(600_000)
    if (next === 'run') await scene.until(await scene.run(), 'completed')
    else await scene.client.beta.threads.messages.create(scene.threadId, { role: 'user', content: 'On.' })
    expect((await scene.until(waiting, 'expired')).status).toBe('expired')
  })

  it('expires by itself, without anybody asking', async () => {
    const clock = createHandClock()
    const storage = createMemoryStorage()
    const scene = await createRuntimeScene([calls([lookUp])], { deps: { clock, storage } })
    const waiting = await scene.until(await scene.run(), 'requires_action')
    clock.advance(600_000)
    await expect
      .poll(async () => {
        const row = await storage.read(['runs'], (tx) => tx.get('runs', waiting.id))
        return row?.object.status
      })
      .toBe('expired')
  })
})

describe('a run that reaches a limit', () => {
  it('is incomplete when the model was cut off', async () => {
    const scene = await createRuntimeScene([says(['Half a'], { finishReason: 'length' })])
    const run = await scene.until(await scene.run({ max_completion_tokens: 256 }), 'incomplete')
    expect(run).toMatchObject({
      incomplete_details: { reason: 'max_completion_tokens' },
      completed_at: null,
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    })
    const [, answer] = await messagesOf(scene)
    expect(answer).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_tokens' } })
    expect((await stepsOf(scene, run)).map(({ status }) => status)).toEqual(['completed'])
  })

  it('gives each turn what the turns before it have left of max_completion_tokens', async () => {
    const scene = await createRuntimeScene([calls([lookUp]), says(['done'])])
    const run = await scene.run({ max_completion_tokens: 300 })
    await answerAll(scene, await scene.until(run, 'requires_action'))
    await scene.until(run, 'completed')
    const limits = scene.model.requests.map((body) => body['max_tokens'])
    expect(limits).toEqual([300, 292])
  })

  it('is incomplete when max_completion_tokens is used up between two turns', async () => {
    const many = createFakeModel([
      function* () {
        yield chunk({
          tool_calls: [{ index: 0, id: 'call_1', function: { name: 'look_up', arguments: '{}' } }],
        })
        yield chunk({}, 'tool_calls')
        yield {
          ...chunk({}),
          choices: [],
          usage: { prompt_tokens: 1, completion_tokens: 300, total_tokens: 301 },
        }
      },
    ])
    const scene = await createRuntimeScene(many)
    const run = await scene.run({ max_completion_tokens: 256 })
    await answerAll(scene, await scene.until(run, 'requires_action'))
    const ended = await scene.until(run, 'incomplete')
    expect(ended.incomplete_details).toEqual({ reason: 'max_completion_tokens' })
    expect(many.requests).toHaveLength(1)
  })

  it('is incomplete when not even the newest message fits into max_prompt_tokens', async () => {
    const scene = await createRuntimeScene([says(['hello'])], { says: 'word '.repeat(2000) })
    const run = await scene.until(await scene.run({ max_prompt_tokens: 256 }), 'incomplete')
    expect(run.incomplete_details).toEqual({ reason: 'max_prompt_tokens' })
    expect(scene.model.requests).toEqual([])
  })

  it('tells of a filtered answer', async () => {
    const scene = await createRuntimeScene([says(['It is'], { finishReason: 'content_filter' })])
    const run = await scene.until(await scene.run(), 'incomplete')
    expect(run.incomplete_details).toEqual({})
    const [, answer] = await messagesOf(scene)
    expect(answer?.incomplete_details).toEqual({ reason: 'content_filter' })
  })
})

describe('a run whose model fails', () => {
  it.each([
    [refuses(400, { message: 'No such thing.' }), 'invalid_prompt', 1],
    [refuses(429, { message: 'No money.', code: 'insufficient_quota' }), 'rate_limit_exceeded', 1],
    [refuses(401, { message: 'Wrong key.', code: 'invalid_api_key' }), 'server_error', 1],
    [refuses(404, { message: 'No such model.', code: 'model_not_found' }), 'server_error', 1],
  ] as const)('has the error of the server (%#)', async (answer, code, asked) => {
    const scene = await createRuntimeScene([answer])
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error).toMatchObject({ code, message: expect.stringMatching(/^(No|Wrong)/) })
    expect(run.failed_at).not.toBeNull()
    expect(run.expires_at).toBeNull()
    expect(scene.model.requests).toHaveLength(asked)
    expect(await messagesOf(scene)).toHaveLength(1)
  })

  it('goes on after a failure that passes', async () => {
    const clock = createHandClock()
    const tired = refuses(503, { message: 'Later.', type: 'server_error' })
    const scene = await createRuntimeScene([tired, tired, says(['at last'])], { deps: { clock } })
    const run = await scene.run()
    const waking = setTimeout(function wake() {
      clock.advance(10_000)
      waking.refresh()
    }, 10)
    await scene.until(run, 'completed')
    clearTimeout(waking)
    expect(scene.model.requests).toHaveLength(3)
  })

  it('keeps what had come when the stream breaks', async () => {
    const scene = await createRuntimeScene([
      function* () {
        yield chunk({ content: 'Half' })
        throw new Error('The line is dead.')
      },
    ])
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error?.code).toBe('server_error')
    const [, answer] = await messagesOf(scene)
    expect(answer).toMatchObject({
      incomplete_details: { reason: 'run_failed' },
      content: [{ text: { value: 'Half' } }],
    })
    const [step] = await stepsOf(scene, run)
    expect(step).toMatchObject({ status: 'failed', last_error: { code: 'server_error' } })
    expect(scene.model.requests).toHaveLength(1)
  })

  it('is completed without another message when the model has nothing to add to its calls', async () => {
    const scene = await createRuntimeScene([calls([lookUp]), says([])])
    const run = await scene.run()
    await answerAll(scene, await scene.until(run, 'requires_action'))
    const ended = await scene.until(run, 'completed', 'failed')
    expect(ended.last_error).toBeNull()
    expect(ended.usage?.total_tokens).toBe(28 + 15)
    expect(await messagesOf(scene)).toHaveLength(1)
  })

  it('fails for an answer with nothing in it', async () => {
    const scene = await createRuntimeScene([says([])])
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error?.code).toBe('server_error')
  })
})

describe('a run that searches a vector store', () => {
  it('keeps the store from expiring, and fails once it has expired', async () => {
    const clock = createHandClock()
    const scene = await createRuntimeScene([says(['hello'])], { deps: { clock } })
    const store = await scene.client.vectorStores.create({
      expires_after: { anchor: 'last_active_at', days: 1 },
    })
    await scene.client.beta.assistants.update(scene.assistantId, {
      tools: [{ type: 'file_search' }],
      tool_resources: { file_search: { vector_store_ids: [store.id] } },
    })
    clock.advance(23 * 3_600_000)
    await scene.until(await scene.run(), 'completed')
    const touched = await scene.client.vectorStores.retrieve(store.id)
    expect(touched.expires_at).toBe(touched.last_active_at! + 86_400)
    expect(touched.last_active_at).toBe(store.created_at + 23 * 3600)
    clock.advance(25 * 3_600_000)
    const late = await scene.until(await scene.run(), 'failed')
    expect(late.last_error?.message).toContain(store.id)
  })
})

describe('a run whose thread is deleted', () => {
  it('stops, tells whoever watches, and leaves nothing behind', async () => {
    const storage = createMemoryStorage()
    const silent = Promise.withResolvers<undefined>()
    const aborted = Promise.withResolvers<undefined>()
    const scene = await createRuntimeScene(
      [
        async function* (body, signal) {
          signal.addEventListener('abort', () => aborted.resolve(undefined))
          yield* fallsSilent(['Well'], () => silent.resolve(undefined))(body, signal)
        },
      ],
      { deps: { storage } },
    )
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, { assistant_id: scene.assistantId })
    const ended = expect(stream.finalRun()).rejects.toThrow()
    await silent.promise
    await scene.client.beta.threads.delete(scene.threadId)
    await ended
    await aborted.promise
    const left = await storage.read(['runs', 'steps', 'messages'], async (tx) => [
      await tx.count('runs', 'live', [1]),
      await tx.count('messages', 'thread', [scene.threadId]),
    ])
    expect(left).toEqual([0, 0])
  })
})

async function answerAll({ client, threadId }: RuntimeScene, run: Run): Promise<void> {
  const made = run.required_action!.submit_tool_outputs.tool_calls
  await client.beta.threads.runs.submitToolOutputs(run.id, {
    thread_id: threadId,
    tool_outputs: made.map(({ id }) => ({ tool_call_id: id, output: 'found' })),
  })
}
