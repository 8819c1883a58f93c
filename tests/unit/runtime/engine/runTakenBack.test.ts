/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import { calls, chunk, createFakeModel, fallsSilent, says } from '../../../support/fakeModel.ts'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'
import { clientOf, createRuntimeScene, untilStatus } from '../../../support/runtimeScene.ts'

it('a turn that a page leaves is said anew, with the message that it had completed before its calls', async () => {
  const [storage, locks] = [createMemoryStorage(), createLocks()]
  const silent = Promise.withResolvers<undefined>()
  const model = createFakeModel([
    calls([['look_up', '{"of":1}']], { after: 'Held until then.' }),
    async function* (body, signal) {
      yield chunk({ content: 'Let me see.' })
      yield chunk({
        tool_calls: [
          { index: 0, id: 'call_2', type: 'function', function: { name: 'look_up', arguments: '{"a":' } },
        ],
      })
      yield* fallsSilent([], () => silent.resolve(undefined))(body, signal)
    },
    says(['Let me see. Found.']),
  ])
  const scene = await createRuntimeScene(model, {
    deps: { storage: { ...storage, close: () => Promise.resolve() }, locks },
  })
  const run = await scene.until(await scene.run(), 'requires_action')
  await scene.client.beta.threads.runs.submitToolOutputs(run.id, {
    thread_id: scene.threadId,
    tool_outputs: [{ tool_call_id: 'call_1_0', output: 'nothing' }],
  })
  await silent.promise
  const { messages, runs } = scene.client.beta.threads
  const textsOf = async (): Promise<unknown[]> =>
    (await messages.list(scene.threadId, { order: 'asc' })).data.map(({ content: [part] }) =>
      part?.type === 'text' ? part.text.value : part,
    )
  await expect.poll(textsOf).toEqual(['Hi', 'Held until then.', 'Let me see.'])
  expect((await runs.steps.list(run.id, { thread_id: scene.threadId })).data).toHaveLength(4)
  await scene.runtime.close()

  const next = createMemoryRuntime({ models: model.directory, storage, locks })
  await next.start()
  expect((await untilStatus(clientOf(next), run, ['completed', 'failed'])).last_error).toBeNull()
  expect(await textsOf()).toEqual(['Hi', 'Held until then.', 'Let me see. Found.'])
  const steps = await runs.steps.list(run.id, { thread_id: scene.threadId, order: 'asc' })
  expect(steps.data.map(({ type, status }) => `${type} ${status}`)).toEqual([
    'tool_calls completed',
    'message_creation completed',
    'message_creation completed',
  ])
})
