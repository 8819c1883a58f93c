/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { createFakeInterpreter, prints, runsOn, type FakeProgram } from '../../../support/fakeInterpreter.ts'
import { calls, createFakeModel, refuses, says, type ModelAnswer } from '../../../support/fakeModel.ts'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'
import { clientOf, untilStatus } from '../../../support/runtimeScene.ts'
import { callsOf, CODE, messagesOf, outputsIn, SEARCH, stepsOf } from '../../../support/toolScene.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { StorageError, type Storage } from '@/runtime/db/port.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import type { Run } from '@/runtime/wire.ts'

const program: [string, string] = ['python', '{"code":"plot()"}']
const search: [string, string] = ['file_search', '{"queries":["pump"]}']

/** Searches and runs a program in one turn, runs another in the next, then speaks; it is known by the outputs how far it is. */
const works: ModelAnswer = (body) => {
  const answered = outputsIn(body).length
  if (answered === 0) return calls([search, program], { before: 'Let me see.', after: 'Held.' })(body)
  if (answered === 2) return calls([program])(body)
  return says(['Done【1:0†pump.txt】, see [it](sandbox:/mnt/data/out.csv).'])()
}

const makes: FakeProgram = () => ({
  logs: 'plotted\n',
  images: [new Blob(['figure'], { type: 'image/png' })],
  files: [{ name: 'out.csv', blob: new Blob(['a,b']) }],
})

/** A page over a storage that lasts, whose own access to it ends after so many writes. */
function openPage(
  storage: Storage,
  { answer, makesOf, writes }: { answer: ModelAnswer; makesOf: FakeProgram; writes: number },
) {
  let written = 0
  const dead = Promise.withResolvers<undefined>()
  const runtime = createMemoryRuntime({
    models: createFakeModel([answer]).directory,
    interpreter: createFakeInterpreter([makesOf]),
    locks: createLocks(),
    storage: {
      ...storage,
      close: () => Promise.resolve(),
      write(tables, work) {
        written += 1
        if (written <= writes) return storage.write(tables, work)
        dead.resolve(undefined)
        return Promise.reject(new StorageError('failed', 'The page has died.'))
      },
    },
  })
  return { runtime, client: clientOf(runtime), dead: dead.promise, written: () => written }
}

async function prepare(client: OpenAI): Promise<{ assistantId: string; threadId: string }> {
  const file = await client.files.create({
    file: new File(['The pump runs for a year.'], 'pump.txt'),
    purpose: 'assistants',
  })
  const { id: storeId } = await client.vectorStores.create({ file_ids: [file.id] })
  await expect
    .poll(async () => (await client.vectorStores.retrieve(storeId)).status, { interval: 5 })
    .toBe('completed')
  const assistant = await client.beta.assistants.create({
    model: 'fake',
    tools: [SEARCH, CODE],
    tool_resources: { file_search: { vector_store_ids: [storeId] } },
  })
  const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: 'The pump?' }] })
  return { assistantId: assistant.id, threadId: thread.id }
}

/** What a run has left behind, without the ids and times that differ. */
async function outcomeOf(client: OpenAI, run: Run): Promise<unknown> {
  const [steps, messages, files] = [
    await stepsOf(client, run),
    await messagesOf(client, run),
    await client.files.list({ purpose: 'assistants_output' }),
  ]
  const plain = JSON.stringify({
    status: run.status,
    error: run.last_error,
    steps: steps.map((step) => [step.type, step.status, callsOf(step)]),
    messages: messages.map(({ status, content }) => [status, content]),
    files: files.data.map(({ filename }) => filename).toSorted(),
  })
  return JSON.parse(plain.replaceAll(/(file-|call_)\w+/gu, '$1x'))
}

/** Has a page execute a run until it dies, and the next one end it. */
async function runOver(answer: ModelAnswer, writes: number): Promise<{ outcome: unknown; written: number }> {
  const storage = createMemoryStorage()
  const first = openPage(storage, { answer, makesOf: makes, writes: Infinity })
  const { assistantId, threadId } = await prepare(first.client)
  await first.runtime.close()

  const dying = openPage(storage, { answer, makesOf: makes, writes })
  const run = await dying.client.beta.threads.runs.create(threadId, { assistant_id: assistantId })
  await Promise.race([dying.dead, untilStatus(dying.client, run, ['completed', 'failed'])])
  await dying.runtime.close()

  const next = openPage(storage, { answer, makesOf: makes, writes: Infinity })
  await next.runtime.start()
  const ended = await untilStatus(next.client, run, ['completed', 'failed'])
  return { outcome: await outcomeOf(next.client, ended), written: dying.written() }
}

describe('a run with tools', () => {
  it.each([
    ['that the model calls', works],
    [
      'that the model does not take',
      ((body, signal) =>
        'tools' in body
          ? refuses(400, { message: 'tools are not supported', param: 'tools' })(body, signal)
          : says(['A year.【0:0†pump.txt】'])()) satisfies ModelAnswer,
    ],
  ])('%s comes to the same end wherever its page dies', async (_, answer) => {
    const { outcome, written } = await runOver(answer, Infinity)
    expect(outcome).toMatchObject({ status: 'completed' })
    // The first write is the run itself.
    for (let writes = 1; writes < written; writes += 1)
      expect([writes, (await runOver(answer, writes)).outcome]).toEqual([writes, outcome])
  })

  it('executes an interrupted program again, and a finished one not', async () => {
    const storage = createMemoryStorage()
    const started = Promise.withResolvers<undefined>()
    const answer: ModelAnswer = (body) =>
      outputsIn(body).length === 0 ? calls([program, program])(body) : says(['Done.'])()
    const first = createFakeInterpreter([prints('one'), runsOn('half', () => started.resolve(undefined))])
    const second = createFakeInterpreter([prints('two')])
    const page = (interpreter: typeof first) =>
      createMemoryRuntime({
        models: createFakeModel([answer]).directory,
        interpreter,
        storage: { ...storage, close: () => Promise.resolve() },
      })
    const runtime = page(first)
    const { assistantId, threadId } = await prepare(clientOf(runtime))
    const run = await clientOf(runtime).beta.threads.runs.create(threadId, { assistant_id: assistantId })
    await started.promise
    await runtime.close()

    const next = page(second)
    await next.start()
    const client = clientOf(next)
    const ended = await untilStatus(client, run, ['completed'])
    expect([first.tasks.length, second.tasks.length]).toEqual([2, 1])
    expect(callsOf((await stepsOf(client, ended))[0])).toMatchObject([
      { code_interpreter: { outputs: [{ logs: 'one' }] } },
      { code_interpreter: { outputs: [{ logs: 'two' }] } },
    ])
  })
})
