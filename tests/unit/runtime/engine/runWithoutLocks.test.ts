/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Locks } from '@/runtime/deps.ts'
import { createLocks, createWebLocks } from '@/runtime/engine/locks.ts'
import { createChannels } from '../../../support/channels.ts'
import { collect } from '../../../support/collect.ts'
import { calls, chunk, createFakeModel, fallsSilent, says } from '../../../support/fakeModel.ts'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'
import { clientOf, createRuntimeScene, untilStatus } from '../../../support/runtimeScene.ts'

const locksOfOneTab = (): Locks => ({ ...createLocks(), isOfOneTab: true })

describe('two pages in a browser without locks', () => {
  it('execute each run once, and can cancel each other’s', async () => {
    const [storage, openChannel] = [createMemoryStorage(), createChannels()]
    const silent = Promise.withResolvers<undefined>()
    const model = createFakeModel([
      calls([['look_up', '{}']]),
      says(['Found it.']),
      fallsSilent(['Half'], () => silent.resolve(undefined)),
    ])
    const first = await createRuntimeScene(model, {
      deps: { storage, locks: locksOfOneTab(), channel: openChannel() },
    })
    const second = clientOf(
      createMemoryRuntime({
        models: model.directory,
        storage,
        locks: locksOfOneTab(),
        channel: openChannel(),
      }),
    )
    const waiting = await first.until(await first.run(), 'requires_action')
    await second.beta.threads.runs.submitToolOutputsAndPoll(waiting.id, {
      thread_id: first.threadId,
      tool_outputs: [
        { tool_call_id: waiting.required_action!.submit_tool_outputs.tool_calls[0]!.id, output: '1' },
      ],
    })
    const messages = await collect(second.beta.threads.messages.list(first.threadId))
    expect(messages.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(model.requests).toHaveLength(2)
    const run = await first.run()
    await silent.promise
    await second.beta.threads.runs.cancel(run.id, { thread_id: first.threadId })
    await untilStatus(second, run, ['cancelled'])
    expect(model.requests).toHaveLength(3)
  })

  it('do not both go on with a run whose outputs come at once', async () => {
    const [storage, openChannel] = [createMemoryStorage(), createChannels()]
    const [asked, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const model = createFakeModel([
      calls([['look_up', '{}']]),
      async function* () {
        asked.resolve(undefined)
        await answer.promise
        yield* says(['Found it.'])()
      },
    ])
    // The first page is slow to look at the run again after its turn.
    const isOver = Promise.withResolvers<undefined>()
    let isSlow = false
    const channel = openChannel()
    const first = await createRuntimeScene(model, {
      deps: {
        storage: {
          ...storage,
          async read(tables, work) {
            if (isSlow) await isOver.promise
            return storage.read(tables, work)
          },
        },
        locks: locksOfOneTab(),
        channel: {
          ...channel,
          post(news) {
            isSlow ||= news.type === 'run-event' && news.event.event === 'thread.run.requires_action'
            channel.post(news)
          },
        },
      },
    })
    const second = clientOf(
      createMemoryRuntime({
        models: model.directory,
        storage,
        locks: locksOfOneTab(),
        channel: openChannel(),
      }),
    )
    const waiting = await untilStatus(second, await first.run(), ['requires_action'])
    await second.beta.threads.runs.submitToolOutputs(waiting.id, {
      thread_id: first.threadId,
      tool_outputs: [
        { tool_call_id: waiting.required_action!.submit_tool_outputs.tool_calls[0]!.id, output: '1' },
      ],
    })
    await asked.promise
    isOver.resolve(undefined)
    // It has looked at the run before this comes back.
    await first.until(waiting, 'in_progress')
    await first.until(waiting, 'in_progress')
    answer.resolve(undefined)
    await untilStatus(second, waiting, ['completed'])
    expect(model.requests).toHaveLength(2)
  })

  it('hand a run over to the one that was opened last, with nothing twice and nothing lost', async () => {
    const [storage, openChannel] = [createMemoryStorage(), createChannels()]
    const [silent, isLeft] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const model = createFakeModel([
      async function* () {
        yield chunk({ content: 'Half' })
        silent.resolve(undefined)
        await isLeft.promise
        yield* says([' an answer.'])()
      },
    ])
    const first = await createRuntimeScene(model, {
      deps: { storage, locks: locksOfOneTab(), channel: openChannel() },
    })
    const run = await first.run()
    await silent.promise
    const other = createFakeModel([
      async function* () {
        isLeft.resolve(undefined)
        yield chunk({ content: 'The' })
        // The first page hears the rest of its own answer meanwhile.
        await new Promise((resolve) => setTimeout(resolve, 50))
        yield* says([' answer.'])()
      },
    ])
    const second = createMemoryRuntime({
      models: other.directory,
      storage,
      locks: locksOfOneTab(),
      channel: openChannel(),
    })
    await second.start()
    await untilStatus(clientOf(second), run, ['completed'])
    const messages = await collect(first.client.beta.threads.messages.list(first.threadId, { order: 'asc' }))
    expect(messages.map(({ content: [part], status }) => [part, status])).toMatchObject([
      [{ text: { value: 'Hi' } }, 'completed'],
      [{ text: { value: 'The answer.' } }, 'completed'],
    ])
    const steps = await collect(
      first.client.beta.threads.runs.steps.list(run.id, { thread_id: run.thread_id }),
    )
    expect(steps.map(({ status }) => status)).toEqual(['completed'])
    expect(model.requests).toHaveLength(1)
  })
})

it('a browser that refuses locks has those of the page itself', async () => {
  const refused = (): Promise<never> => Promise.reject(new DOMException('Access is denied.', 'SecurityError'))
  const locks = createWebLocks({ query: refused, request: refused }, 'test-')
  const scene = await createRuntimeScene([says(['hello'])], { deps: { locks } })
  await scene.until(await scene.run(), 'completed')
})
