/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import {
  answersOf,
  ASK_WEATHER,
  expectRefusal,
  QUICKLY,
  sceneOf,
  settledRun,
  waitingScene,
  WEATHER,
} from '../../support/runScene.ts'

function activeRuns(target: () => ContractTarget): void {
  it('lock their thread', async () => {
    const { client } = target()
    const { assistant, thread, run } = await waitingScene(target())
    const { messages, runs } = client.beta.threads
    for (const additional_messages of [[], [{ role: 'user' as const, content: 'And?' }]]) {
      const params = { assistant_id: assistant.id, additional_messages }
      await expectRefusal(target(), runs.create(thread.id, params), {
        status: 400,
        message: `Thread ${thread.id} already has an active run ${run.id}.`,
      })
    }
    await expectRefusal(target(), messages.create(thread.id, { role: 'user', content: 'hello' }), {
      status: 400,
      message: `Can't add messages to ${thread.id} while a run ${run.id} is active.`,
    })
    expect(await collect(messages.list(thread.id))).toHaveLength(1)

    const cancelled = await runs.cancel(run.id, { thread_id: thread.id })
    await settledRun(target(), cancelled)
    await messages.create(thread.id, { role: 'user', content: 'Say: hello' })
    const next = await runs.createAndPoll(thread.id, { assistant_id: assistant.id }, QUICKLY)
    expect(next.status).toBe('completed')
  })

  it('are cancelled', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Write a very long answer, 2000 words')
    const { runs } = client.beta.threads
    const created = await runs.create(thread.id, { assistant_id: assistant.id })
    const cancelling = await runs.cancel(created.id, { thread_id: thread.id })
    expect(['cancelling', 'cancelled']).toContain(cancelling.status)
    const run = await settledRun(target(), created)
    // Cancelling is an attempt: the run may be done before it takes hold.
    expect(['cancelled', 'completed']).toContain(run.status)
    expect([run.cancelled_at, run.completed_at].filter((time) => time !== null)).toHaveLength(1)
    const answers = await answersOf(target(), run)
    expect(answers.every(({ status }) => status !== 'in_progress')).toBe(true)
  })

  it('go on when their assistant is deleted', async () => {
    const { client } = target()
    const { assistant, thread, run, callId } = await waitingScene(target())
    await client.beta.assistants.delete(assistant.id)
    const { runs } = client.beta.threads
    const ended = await runs.submitToolOutputsAndPoll(
      run.id,
      { thread_id: thread.id, tool_outputs: [{ tool_call_id: callId, output: 'sunny' }] },
      QUICKLY,
    )
    expect(ended).toMatchObject({ status: 'completed', assistant_id: assistant.id })
    await expectRefusal(target(), runs.create(thread.id, { assistant_id: assistant.id }), {
      status: 404,
      message: `No assistant found with id '${assistant.id}'.`,
    })
  })

  it('are gone with their thread', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), ASK_WEATHER, { tools: [WEATHER] })
    const { runs } = client.beta.threads
    const run = await runs.create(thread.id, { assistant_id: assistant.id })
    await client.beta.threads.delete(thread.id)
    const missing = { status: 404, message: `No thread found with id '${thread.id}'.` }
    await expectRefusal(target(), runs.retrieve(run.id, { thread_id: thread.id }), missing)
    await expectRefusal(target(), runs.list(thread.id), missing)
  })
}

export const activeRunsContract: ContractSuite = (target) => {
  describe('active runs', () => activeRuns(target))
}
