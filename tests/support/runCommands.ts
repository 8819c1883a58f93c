import fc from 'fast-check'
import { expect } from 'vitest'
import * as v from 'valibot'
import {
  activeRun,
  answer,
  breakOff,
  isActive,
  newRun,
  pass,
  play,
  release,
  userMessage,
  type ModelRun,
  type ModelThread,
  type ServerModel,
} from './runtimeModel.ts'
import { expectThread, idOf, idsOf, type Answer, type RuntimeDriver } from './runtimeDriver.ts'
import { type Script } from './scriptedModel.ts'
import {
  command,
  pick,
  choice,
  text,
  metadata,
  script,
  missing,
  expectRefused,
  lockReason,
  missingIf,
  locked,
  busy,
  pickRun,
  expectAsked,
} from './modelCommands.ts'

/** Whether a run of that script comes to rest by itself. */
const rests = (name: Script): boolean => name !== 'is-silent' && name !== 'halts'

/** That a stream has told how the run has come to rest. */
function expectStream({ status, body }: Answer, run: ModelRun): void {
  expect(status).toBe(200)
  const events = [...v.parse(v.string(), body).matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
  expect(events.slice(-2)).toEqual([`thread.run.${run.status}`, 'done'])
}

const runAsk = fc.record({
  which: choice,
  who: choice,
  script,
  extra: fc.option(text),
  isStreamed: fc.boolean(),
})

export const createRun = runAsk.map(({ which, who, script: asked, extra, isStreamed }) =>
  command(`run ${asked} on thread ${which}, assistant ${who}`, async (model, driver) => {
    const thread = pick(model.threads, which)
    const assistant = pick(model.assistants, who)
    const stream = isStreamed && rests(asked)
    const path = `/threads/${thread?.id ?? 'thread_none'}/runs`
    const made = await driver.call('POST', path, {
      assistant_id: assistant?.id ?? 'asst_none',
      model: asked,
      tools: [{ type: 'function', function: { name: 'look_up' } }],
      stream,
      ...(extra !== null && { additional_messages: [{ role: 'user', content: extra }] }),
    })
    const reasons = [
      ...missingIf(thread),
      ...missingIf(assistant),
      ...lockReason(thread, busy),
      ...(extra === null ? [] : lockReason(thread, locked)),
    ]
    if (thread === undefined || assistant === undefined || reasons.length > 0) {
      expectRefused(made, reasons)
      return
    }
    const id = stream ? await newestRun(driver, path) : idOf(made)
    if (extra !== null) thread.messages.push(userMessage('', extra))
    const run = newRun(asked, { id, assistantId: assistant.id, now: model.now })
    await begin(driver, model, { thread, run })
    if (stream) expectStream(made, run)
    else expect(made.body).toMatchObject({ status: 'queued', started_at: null })
  }),
)

export const createThreadAndRun = runAsk.map(({ who, script: asked, extra, isStreamed }) =>
  command(`run ${asked} on a new thread, assistant ${who}`, async (model, driver) => {
    const assistant = pick(model.assistants, who)
    const stream = isStreamed && rests(asked)
    const made = await driver.call('POST', '/threads/runs', {
      assistant_id: assistant?.id ?? 'asst_none',
      model: asked,
      thread: { messages: [{ role: 'user', content: extra ?? 'one' }] },
      stream,
    })
    const reasons = missingIf(assistant)
    if (assistant === undefined || reasons.length > 0) {
      expectRefused(made, reasons)
      return
    }
    const threadId = stream ? createdThread(made) : v.parse(runSchema, made.body).thread_id
    const id = stream ? await newestRun(driver, `/threads/${threadId}/runs`) : idOf(made)
    const messages = [userMessage('', extra ?? 'one')]
    const thread: ModelThread = { id: threadId, metadata: {}, isDeleted: false, messages, runs: [] }
    model.threads.push(thread)
    const run = newRun(asked, { id, assistantId: assistant.id, now: model.now })
    await begin(driver, model, { thread, run })
    if (stream) expectStream(made, run)
  }),
)

const runSchema = v.looseObject({ thread_id: v.string() })

function createdThread({ body }: Answer): string {
  const [, id = ''] = /^event: thread\.created\ndata: .*?"id":"(.*?)"/.exec(v.parse(v.string(), body)) ?? []
  return id
}

async function newestRun({ call }: RuntimeDriver, path: string): Promise<string> {
  return idsOf(await call('GET', `${path}?limit=1`)).ids[0] ?? ''
}

async function begin(
  driver: RuntimeDriver,
  model: ServerModel,
  { thread, run }: { thread: ModelThread; run: ModelRun },
): Promise<void> {
  thread.runs.push(run)
  play(thread, run)
  await expectThread(driver, model, thread)
  await expectAsked(driver, model)
}

export const cancelRun = fc.tuple(choice, choice).map((choices) =>
  command(`cancel run ${choices.join(' of ')}`, async (model, driver) => {
    const { thread, run, path } = pickRun(model, choices)
    const cancelled = await driver.call('POST', `${path}/cancel`)
    if (thread === undefined || run === undefined) {
      expectRefused(cancelled, [missing])
      return
    }
    if (!isActive(run)) {
      const message = `Cannot cancel run with status '${run.status}'.`
      expectRefused(cancelled, [{ status: 400, message }])
      return
    }
    const status: unknown = expect.stringMatching(/^cancell(ing|ed)$/)
    expect(cancelled).toMatchObject({ status: 200, body: { id: run.id, status } })
    breakOff(thread, run, 'cancelled')
    await expectThread(driver, model, thread)
  }),
)

export const changeRun = fc.tuple(choice, choice, metadata).map(([which, one, labels]) =>
  command(`label run ${one} of thread ${which}`, async (model, { call }) => {
    const { run, path } = pickRun(model, [which, one])
    const changed = await call('POST', path, { metadata: labels })
    if (run === undefined) {
      expectRefused(changed, [missing])
      return
    }
    expect(changed).toMatchObject({ status: 200, body: { id: run.id, status: run.status } })
    run.metadata = labels
  }),
)

const waitingSchema = v.looseObject({
  required_action: v.nullable(
    v.looseObject({
      submit_tool_outputs: v.looseObject({ tool_calls: v.array(v.looseObject({ id: v.string() })) }),
    }),
  ),
})

export const submitOutputs = fc
  .tuple(choice, choice, fc.constantFrom('all', 'all', 'all', 'none', 'others'), fc.boolean())
  .map(([which, one, kind, stream]) =>
    command(`submit ${kind} to run ${one} of thread ${which}`, async (model, driver) => {
      const { thread, run, path } = pickRun(model, [which, one])
      const waiting =
        run?.status === 'requires_action'
          ? v.parse(waitingSchema, (await driver.call('GET', path)).body)
          : null
      const wanted = (waiting?.required_action?.submit_tool_outputs.tool_calls ?? []).map(({ id }) => id)
      const given = { all: wanted, none: [], others: [...wanted.slice(1), 'call_other'] }[kind]
      const isStreamed = stream && run !== undefined && rests(run.script)
      const answered = await driver.call('POST', `${path}/submit_tool_outputs`, {
        tool_outputs: given.map((id) => ({ tool_call_id: id, output: 'x' })),
        stream: isStreamed,
      })
      if (thread === undefined || run === undefined) {
        expectRefused(answered, [missing])
        return
      }
      if (waiting === null) {
        const message = `Runs in status "${run.status}" do not accept tool outputs.`
        expectRefused(answered, [{ status: 400, message }])
        return
      }
      if (kind !== 'all') {
        const [expected, got] = [wanted, given].map((ids) => `[${ids.map((id) => `'${id}'`).join(', ')}]`)
        const message = `Expected tool outputs for call_ids ${expected}, got ${got}`
        expectRefused(answered, [{ status: 400, message }])
        return
      }
      answer(thread, run)
      await expectThread(driver, model, thread)
      if (isStreamed) expectStream(answered, run)
      else expect(answered).toMatchObject({ status: 200, body: { status: 'queued', required_action: null } })
    }),
  )

export const releaseModels = fc.constant(
  command('release the models', async (model, driver) => {
    release(model)
    driver.models.release()
    for (const thread of model.threads) if (!thread.isDeleted) await expectThread(driver, model, thread)
  }),
)

export const passTime = fc.constantFrom(1, 250, 601).map((seconds) =>
  command(`wait ${seconds} s`, async (model, driver) => {
    const active = model.threads.filter((thread) => activeRun(thread) !== undefined)
    pass(model, seconds)
    driver.clock.advance(seconds * 1000)
    for (const thread of active) await expectThread(driver, model, thread)
    await expectAsked(driver, model)
  }),
)
