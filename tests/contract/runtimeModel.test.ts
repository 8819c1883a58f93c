import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ServerModel } from '../support/runtimeModel.ts'
import { expectThread, idOf, createDriver, type RuntimeDriver } from '../support/runtimeDriver.ts'
import { missing, expectRefused, living } from '../support/modelCommands.ts'
import {
  createAssistant,
  changeAssistant,
  deleteAssistant,
  createThread,
  changeThread,
  deleteThread,
  createMessage,
  changeMessage,
  deleteMessage,
} from '../support/threadCommands.ts'
import {
  createRun,
  createThreadAndRun,
  cancelRun,
  changeRun,
  submitOutputs,
  releaseModels,
  passTime,
} from '../support/runCommands.ts'
import { readList } from '../support/listCommands.ts'

const SEQUENCES = 1000
const LONGEST = 40

/** What leaves little behind to work on is rare. */
const COMMANDS = [
  ...[createThread, createMessage, createThreadAndRun, cancelRun, readList, passTime].flatMap(twice),
  ...[createRun, submitOutputs].flatMap(twice).flatMap(twice),
  createAssistant,
  changeAssistant,
  deleteAssistant,
  changeThread,
  deleteThread,
  changeMessage,
  deleteMessage,
  changeRun,
  releaseModels,
]

function twice<T>(value: T): T[] {
  return [value, value]
}

/** That everything on the server is as the model has it. */
async function expectAll(model: ServerModel, driver: RuntimeDriver): Promise<void> {
  for (const thread of model.threads) {
    const found = await driver.call('GET', `/threads/${thread.id}`)
    if (thread.isDeleted) expectRefused(found, [missing])
    else {
      expect(found.body).toMatchObject({ id: thread.id, metadata: thread.metadata })
      await expectThread(driver, model, thread)
    }
  }
  const assistants = await driver.call('GET', '/assistants?order=asc&limit=100')
  expect(assistants.body).toMatchObject({
    data: living(model.assistants).map(({ id, name }) => ({ id, name })),
  })
  const ids = model.threads.flatMap(({ messages }) => messages.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
}

it(`does as a simple model does, in ${SEQUENCES} sequences`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: LONGEST, size: 'max' }), async (commands) => {
      const driver = createDriver()
      const model: ServerModel = { now: driver.clock.now() / 1000, assistants: [], threads: [] }
      // So that most commands find something to do.
      model.assistants.push({
        id: idOf(await driver.call('POST', '/assistants', { model: 'speaks' })),
        name: null,
        isDeleted: false,
      })
      try {
        await fc.asyncModelRun(() => ({ model, real: driver }), commands)
        await expectAll(model, driver)
      } finally {
        await driver.runtime.close()
      }
    }),
    { numRuns: SEQUENCES, endOnFailure: false },
  )
}, 180_000)
