import type OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import type { Run } from '@/domain/api.ts'
import type { RunStatus } from '@/domain/runMachine.ts'
import { createAssistant } from '@/services/assistants.ts'
import {
  cancelRun,
  createRun,
  createThreadAndRun,
  listRuns,
  retrieveRun,
  submitToolOutputs,
  updateRun,
  type RunAddress,
} from '@/services/runs.ts'
import { listRunSteps, retrieveRunStep } from '@/services/runSteps.ts'
import { createThread } from '@/services/threads.ts'
import { calls, fallsSilent, says, type ModelAnswer } from '../../support/fakeModel.ts'
import { clientOf, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

interface Scene {
  client: OpenAI
  threadId: string
  assistantId: string
}

const WEATHER = { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }

async function sceneOf(answers: readonly ModelAnswer[]): Promise<Scene> {
  const client = await memoryClient(answers)
  const { id: assistantId } = await createAssistant(client, { model: 'fake', tools: [WEATHER] }, signal)
  const { id: threadId } = await createThread(client, { messages: [{ role: 'user', content: 'Hi' }] }, signal)
  return { client, threadId, assistantId }
}

const addressOf = ({ thread_id: threadId, id: runId }: Run): RunAddress => ({ threadId, runId })

async function until(client: OpenAI, run: Run, status: RunStatus): Promise<Run> {
  return vi.waitFor(async () => {
    const { run: seen } = await retrieveRun(client, addressOf(run), signal)
    expect(seen.status).toBe(status)
    return seen
  })
}

describe('runs', () => {
  it('are created and retrieved until they are completed', async () => {
    const { client, threadId, assistantId } = await sceneOf([says(['Hello'])])
    const run = await createRun(client, threadId, { assistant_id: assistantId }, signal)
    expect(run).toMatchObject({ status: 'queued', thread_id: threadId, assistant_id: assistantId })

    expect((await until(client, run, 'completed')).usage?.total_tokens).toBe(15)
    expect((await retrieveRun(client, addressOf(run), signal)).pollAfterMs).toBeNull()
    const changed = await updateRun(client, addressOf(run), { metadata: { good: 'yes' } }, signal)
    expect(changed.metadata).toEqual({ good: 'yes' })
    expect((await listRuns(client, threadId, {}, signal)).items).toEqual([changed])
  })

  it('are created with their thread', async () => {
    const { client, assistantId } = await sceneOf([says(['Hello'])])
    const thread = { messages: [{ role: 'user' as const, content: 'Hi' }] }
    const run = await createThreadAndRun(client, { assistant_id: assistantId, thread }, signal)

    expect((await until(client, run, 'completed')).thread_id).toBe(run.thread_id)
  })

  it('go on with the outputs of their tools', async () => {
    const { client, threadId, assistantId } = await sceneOf([calls([['weather', '{}']]), says(['Sunny'])])
    const run = await createRun(client, threadId, { assistant_id: assistantId }, signal)
    const waiting = await until(client, run, 'requires_action')
    const [call] = waiting.required_action?.submit_tool_outputs.tool_calls ?? []

    const missing = await errorOf(submitToolOutputs(client, addressOf(run), [], signal))
    expect(missing.data).toMatchObject({ kind: 'invalid', status: 400 })
    const outputs = [{ tool_call_id: call?.id ?? '', output: 'sun' }]
    expect((await submitToolOutputs(client, addressOf(run), outputs, signal)).status).toBe('queued')
    await until(client, run, 'completed')

    const address = addressOf(run)
    const { items } = await listRunSteps(client, address, { order: 'asc' }, signal)
    expect(items.map(({ type }) => type)).toEqual(['tool_calls', 'message_creation'])
    const [step] = items
    expect(await retrieveRunStep(client, { ...address, stepId: step?.id ?? '' }, signal)).toEqual(step)
    const none = await errorOf(retrieveRunStep(client, { ...address, stepId: 'step_none' }, signal))
    expect(none.kind).toBe('not-found')
  })

  it('are cancelled, but not once they are over', async () => {
    const { client, threadId, assistantId } = await sceneOf([fallsSilent(['Hm'])])
    const run = await createRun(client, threadId, { assistant_id: assistantId }, signal)
    const polled = await retrieveRun(client, addressOf(run), signal)
    expect(polled.pollAfterMs).toBeGreaterThan(0)

    await cancelRun(client, addressOf(run), signal)
    await until(client, run, 'cancelled')
    expect((await errorOf(cancelRun(client, addressOf(run), signal))).data).toMatchObject({
      kind: 'invalid',
      detail: "Cannot cancel run with status 'cancelled'.",
    })
  })

  it('hold their thread, and say which field is wrong', async () => {
    const { client, threadId, assistantId } = await sceneOf([fallsSilent(['Hm'])])
    const params = { assistant_id: assistantId }
    const wrong = await errorOf(createRun(client, threadId, { ...params, max_prompt_tokens: 1 }, signal))
    expect(wrong.data).toMatchObject({ kind: 'invalid', param: 'max_prompt_tokens' })

    await createRun(client, threadId, params, signal)
    expect((await errorOf(createRun(client, threadId, params, signal))).data).toMatchObject({
      kind: 'invalid',
      status: 400,
    })
    const missing = await errorOf(retrieveRun(client, { threadId, runId: 'run_none' }, signal))
    expect(missing.kind).toBe('not-found')
  })
})

describe('runs of other servers', () => {
  const address = { threadId: 'thread_1', runId: 'run_1' }
  const run = { id: 'run_1', status: 'in_progress' }

  it.each<[string, (client: OpenAI) => Promise<unknown>]>([
    ['createRun', (client) => createRun(client, 'thread_1', { assistant_id: 'asst_1' }, signal)],
    ['createThreadAndRun', (client) => createThreadAndRun(client, { assistant_id: 'asst_1' }, signal)],
    ['retrieveRun', (client) => retrieveRun(client, address, signal)],
    ['updateRun', (client) => updateRun(client, address, {}, signal)],
    ['cancelRun', (client) => cancelRun(client, address, signal)],
    ['submitToolOutputs', (client) => submitToolOutputs(client, address, [], signal)],
  ])('have no status that the table does not know: %s', async (_, ask) => {
    const client = await clientOf(() => Response.json({ ...run, status: 'paused' }))
    const error = await errorOf(ask(client))

    expect(error.data).toMatchObject({ kind: 'unsupported', detail: 'The run run_1 has the status paused.' })
  })

  it('have none in lists either', async () => {
    const client = await clientOf(() => Response.json({ data: [run, { id: 'run_2' }] }))

    expect((await errorOf(listRuns(client, 'thread_1', {}, signal))).kind).toBe('unsupported')
  })

  it.each([
    ['1500', 1500],
    ['0', 0],
    ['soon', null],
    ['-1', null],
    ['', null],
  ])('say when to look again: "%s"', async (said, expected) => {
    const client = await clientOf(() => Response.json(run, { headers: { 'openai-poll-after-ms': said } }))

    expect(await retrieveRun(client, address, signal)).toEqual({ run, pollAfterMs: expected })
  })

  it('are not waited for without end', async () => {
    const late = AbortSignal.abort(new DOMException('It took too long.', 'TimeoutError'))
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late)
    try {
      const client = await clientOf(() => Response.json(run))

      expect((await errorOf(retrieveRun(client, address, signal))).kind).toBe('timeout')
      expect((await errorOf(listRuns(client, 'thread_1', {}, signal))).kind).toBe('timeout')
    } finally {
      timeout.mockRestore()
    }
  })

  it('may not say when to look again', async () => {
    const client = await clientOf(() => Response.json(run))

    expect((await retrieveRun(client, address, signal)).pollAfterMs).toBeNull()
  })
})
