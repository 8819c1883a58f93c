/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { createChannels } from '../../../support/channels.ts'
import { collect } from '../../../support/collect.ts'
import { calls, chunk, createFakeModel, fallsSilent, says } from '../../../support/fakeModel.ts'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'
import { clientOf, createRuntimeScene, untilStatus } from '../../../support/runtimeScene.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { StorageError, type Storage } from '@/runtime/db/port.ts'
import type { Locks, TabChannel } from '@/runtime/deps.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import type { Runtime } from '@/runtime/index.ts'

const lookUp: [string, string] = ['look_up', '{}']

/** The same storage seen by a page of its own, which closes it for itself only. */
const viewOf = (storage: Storage): Storage => ({ ...storage, close: () => Promise.resolve() })

/** What the tabs of one browser share. */
function createBrowser(): { storage: Storage; locks: Locks; openChannel: () => TabChannel } {
  return { storage: createMemoryStorage(), locks: createLocks(), openChannel: createChannels() }
}

describe('a run whose page goes away', () => {
  it('goes on in the next one from its last finished step, with nothing twice', async () => {
    const { storage, locks } = createBrowser()
    const halted = Promise.withResolvers<undefined>()
    const model = createFakeModel([
      calls([lookUp], { before: 'Let me see.' }),
      fallsSilent(['Half an ans'], () => halted.resolve(undefined)),
      says(['The answer.']),
    ])
    const scene = await createRuntimeScene(model, { deps: { storage: viewOf(storage), locks } })
    const run = await scene.run()
    const waiting = await scene.until(run, 'requires_action')
    await scene.client.beta.threads.runs.submitToolOutputs(run.id, {
      thread_id: scene.threadId,
      tool_outputs: waiting.required_action!.submit_tool_outputs.tool_calls.map(({ id }) => ({
        tool_call_id: id,
        output: 'found',
      })),
    })
    await halted.promise
    await scene.runtime.close()

    const next = createMemoryRuntime({ models: model.directory, storage, locks })
    await next.start()
    const client = clientOf(next)
    const ended = await untilStatus(client, run, ['completed', 'failed'])
    expect(ended.status).toBe('completed')
    const messages = await collect(client.beta.threads.messages.list(scene.threadId, { order: 'asc' }))
    expect(messages.map(({ content, status }) => [content[0], status])).toMatchObject([
      [{ text: { value: 'Hi' } }, 'completed'],
      [{ text: { value: 'Let me see.' } }, 'completed'],
      [{ text: { value: 'The answer.' } }, 'completed'],
    ])
    const steps = await collect(client.beta.threads.runs.steps.list(run.id, { thread_id: scene.threadId }))
    expect(steps.map(({ status }) => status)).toEqual(Array(3).fill('completed'))
  })

  it('fails when that happens again and again', async () => {
    const { storage, locks } = createBrowser()
    const model = createFakeModel([fallsSilent(['Half'])])
    let scene = await createRuntimeScene(model, { deps: { storage: viewOf(storage), locks } })
    const run = await scene.run()
    let runtime: Runtime = scene.runtime
    for (let times = 1; times <= 3; times += 1) {
      await expect.poll(() => model.requests.length).toBe(times)
      await runtime.close()
      runtime = createMemoryRuntime({ models: model.directory, storage: viewOf(storage), locks })
      await runtime.start()
    }
    await expect.poll(() => model.requests.length).toBe(4)
    await runtime.close()
    scene = { ...scene, runtime: createMemoryRuntime({ models: model.directory, storage, locks }) }
    await scene.runtime.start()
    const ended = await untilStatus(clientOf(scene.runtime), run, ['failed'])
    expect(ended.last_error).toMatchObject({
      code: 'server_error',
      message: expect.stringContaining('interrupted'),
    })
  })

  it('goes on in the next one even where that cannot clear up', async () => {
    const { storage, locks } = createBrowser()
    const silent = Promise.withResolvers<undefined>()
    const model = createFakeModel([fallsSilent(['Half'], () => silent.resolve(undefined)), says(['hello'])])
    const scene = await createRuntimeScene(model, { deps: { storage: viewOf(storage), locks } })
    const run = await scene.run()
    await silent.promise
    await scene.runtime.close()
    const failing: Storage = {
      ...storage,
      read: (tables, work) =>
        tables.includes('files')
          ? Promise.reject(new StorageError('failed', 'Not these.'))
          : storage.read(tables, work),
    }
    const next = createMemoryRuntime({ models: model.directory, storage: failing, locks })
    await expect(next.start()).rejects.toThrow('Not these.')
    await untilStatus(clientOf(next), run, ['completed'])
  })

  it('still waits for its tool outputs', async () => {
    const { storage, locks } = createBrowser()
    const model = createFakeModel([calls([lookUp]), says(['Found it.'])])
    const scene = await createRuntimeScene(model, { deps: { storage: viewOf(storage), locks } })
    const waiting = await scene.until(await scene.run(), 'requires_action')
    await scene.runtime.close()
    const next = createMemoryRuntime({ models: model.directory, storage, locks })
    await next.start()
    const client = clientOf(next)
    const ended = await client.beta.threads.runs.submitToolOutputsAndPoll(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: waiting.required_action!.submit_tool_outputs.tool_calls.map(({ id }) => ({
        tool_call_id: id,
        output: 'found',
      })),
    })
    expect(ended.status).toBe('completed')
  })
})

describe('two pages with one storage', () => {
  it('execute a run once, and both see it arrive', async () => {
    const { storage, locks, openChannel } = createBrowser()
    const model = createFakeModel([says(['hel', 'lo'])])
    const first = await createRuntimeScene(model, { deps: { storage, locks, channel: openChannel() } })
    const second = clientOf(
      createMemoryRuntime({ models: model.directory, storage, locks, channel: openChannel() }),
    )
    const run = await first.run()
    const seen = await untilStatus(second, run, ['completed'])
    expect(seen).toEqual(await first.until(run, 'completed'))
    expect(model.requests).toHaveLength(1)
  })

  it('stream a run in one that the other one executes', async () => {
    const { storage, locks, openChannel } = createBrowser()
    const model = createFakeModel([calls([lookUp]), says(['Found ', 'it.'])])
    const first = await createRuntimeScene(model, { deps: { storage, locks, channel: openChannel() } })
    const second = clientOf(
      createMemoryRuntime({ models: model.directory, storage, locks, channel: openChannel() }),
    )
    const waiting = await first.until(await first.run(), 'requires_action')
    const stream = second.beta.threads.runs.submitToolOutputsStream(waiting.id, {
      thread_id: first.threadId,
      tool_outputs: waiting.required_action!.submit_tool_outputs.tool_calls.map(({ id }) => ({
        tool_call_id: id,
        output: 'found',
      })),
    })
    expect((await stream.finalRun()).status).toBe('completed')
    expect((await stream.finalMessages())[0]?.content).toMatchObject([{ text: { value: 'Found it.' } }])
    expect(model.requests).toHaveLength(2)
  })

  it('cancel a run in one that the other one executes', async () => {
    const { storage, locks, openChannel } = createBrowser()
    const silent = Promise.withResolvers<undefined>()
    const model = createFakeModel([fallsSilent(['Half'], () => silent.resolve(undefined))])
    const first = await createRuntimeScene(model, { deps: { storage, locks, channel: openChannel() } })
    const second = clientOf(
      createMemoryRuntime({ models: model.directory, storage, locks, channel: openChannel() }),
    )
    const run = await first.run()
    await silent.promise
    await second.beta.threads.runs.cancel(run.id, { thread_id: first.threadId })
    expect((await first.until(run, 'cancelled')).status).toBe('cancelled')
  })

  it('go on with a run of the other one when that is closed', async () => {
    const { storage, locks, openChannel } = createBrowser()
    const silent = Promise.withResolvers<undefined>()
    const model = createFakeModel([
      fallsSilent(['Half'], () => silent.resolve(undefined)),
      says(['The answer.']),
    ])
    const first = await createRuntimeScene(model, {
      deps: { storage: viewOf(storage), locks, channel: openChannel() },
    })
    const second = clientOf(
      createMemoryRuntime({ models: model.directory, storage, locks, channel: openChannel() }),
    )
    const run = await first.run()
    await silent.promise
    await first.runtime.close()
    await untilStatus(second, run, ['completed'])
    const messages = await collect(second.beta.threads.messages.list(first.threadId, { run_id: run.id }))
    expect(messages.map(({ content }) => content[0])).toMatchObject([{ text: { value: 'The answer.' } }])
  })
})

describe('a stream', () => {
  it('that its client leaves does not stop the run', async () => {
    const left = Promise.withResolvers<undefined>()
    const model = createFakeModel([
      async function* () {
        yield chunk({ content: 'hel' })
        await left.promise
        yield* says(['lo'])()
      },
    ])
    const scene = await createRuntimeScene(model)
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, { assistant_id: scene.assistantId })
    stream.on('textDelta', () => stream.abort())
    await expect(stream.done()).rejects.toThrow()
    left.resolve(undefined)
    const run = (await scene.client.beta.threads.runs.list(scene.threadId)).data[0]!
    await scene.until(run, 'completed')
    const [answer] = (await scene.client.beta.threads.messages.list(scene.threadId)).data
    expect(answer?.content).toMatchObject([{ text: { value: 'hello' } }])
  })

  it('ends with an error where the runtime is closed', async () => {
    const scene = await createRuntimeScene([fallsSilent(['Half'])])
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, { assistant_id: scene.assistantId })
    stream.on('textDelta', () => void scene.runtime.close())
    await expect(stream.finalRun()).rejects.toThrow('closed')
    const late = scene.client.beta.threads.createAndRunStream({ assistant_id: scene.assistantId })
    await expect(late.finalRun()).rejects.toThrow('closed')
  })

  it('is broken off at once for a reader who aborts while the model is silent', async () => {
    const scene = await createRuntimeScene([fallsSilent([])])
    const controller = new AbortController()
    const response = await scene.runtime.fetch(`https://runtime.invalid/v1/threads/${scene.threadId}/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ assistant_id: scene.assistantId, stream: true }),
      signal: controller.signal,
    })
    await expect.poll(() => scene.model.requests.length).toBe(1)
    const text = response.text()
    controller.abort()
    await expect(text).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('tells of a storage that fails', async () => {
    const storage = createMemoryStorage()
    let isFull = false
    const failing: Storage = {
      ...storage,
      write: (tables, work) =>
        isFull ? Promise.reject(new StorageError('full', 'No room.')) : storage.write(tables, work),
    }
    const model = createFakeModel([
      async function* (body, signal) {
        isFull = true
        yield* fallsSilent(['Half'])(body, signal)
      },
    ])
    const scene = await createRuntimeScene(model, { deps: { storage: failing } })
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, { assistant_id: scene.assistantId })
    await expect(stream.finalRun()).rejects.toMatchObject({ code: 'storage_full' })
    // The thread is whole, and the run is taken up by the next page.
    expect(await storage.read(['runs'], (tx) => tx.count('runs', 'live', [1]))).toBe(1)
    isFull = false
    await scene.runtime.close()
    const next = createMemoryRuntime({ models: createFakeModel([says(['hello'])]).directory, storage })
    await next.start()
    const run = (await clientOf(next).beta.threads.runs.list(scene.threadId)).data[0]!
    await untilStatus(clientOf(next), run, ['completed'])
  })
})
