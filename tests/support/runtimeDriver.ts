import { expect } from 'vitest'
import * as v from 'valibot'
import type { Runtime } from '@/runtime/index.ts'
import { createHandClock, type HandClock } from './handClock.ts'
import { createMemoryRuntime } from './memoryRuntime.ts'
import {
  isActive,
  type ModelMessage,
  type ModelRun,
  type ModelThread,
  type ServerModel,
} from './runtimeModel.ts'
import { createScriptedModel, type ScriptedModel } from './scriptedModel.ts'

/** A runtime whose models and clock are in our hands. */
export interface RuntimeDriver {
  runtime: Runtime
  clock: HandClock
  models: ScriptedModel
  call: (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<Answer>
}

export interface Answer {
  status: number
  headers: Headers
  /** JSON, or the text of a stream. */
  body: unknown
}

export function createDriver(): RuntimeDriver {
  const clock = createHandClock()
  const models = createScriptedModel()
  const runtime = createMemoryRuntime({ clock, models: models.directory })
  return {
    runtime,
    clock,
    models,
    async call(method, path, body) {
      const response = await runtime.fetch(`https://runtime.invalid/v1${path}`, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      })
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      const { status, headers } = response
      return { status, headers, body: isJson ? await response.json() : await response.text() }
    },
  }
}

const withId = v.looseObject({ id: v.string() })
const listOfIds = v.looseObject({ data: v.array(withId), has_more: v.boolean() })

/** The id of what a request has made. */
export function idOf({ status, body }: Answer): string {
  expect([status, body]).toEqual([200, expect.anything()])
  return v.parse(withId, body).id
}

export function idsOf({ status, body }: Answer): { ids: string[]; hasMore: boolean } {
  expect([status, body]).toEqual([200, expect.anything()])
  const { data, has_more: hasMore } = v.parse(listOfIds, body)
  return { ids: data.map(({ id }) => id), hasMore }
}

/** That a thread on the server is, or soon becomes, what the model says. The model learns the ids of new messages. */
export async function expectThread(
  driver: RuntimeDriver,
  model: ServerModel,
  thread: ModelThread,
): Promise<void> {
  for (const run of thread.runs) await expectRun(driver, model, { thread, run })
  await eventually(async () => {
    const page = await driver.call('GET', `/threads/${thread.id}/messages?order=asc&limit=100`)
    expect(page.body).toMatchObject({ data: thread.messages.map(messageShape) })
    expect(idsOf(page).ids).toHaveLength(thread.messages.length)
    idsOf(page).ids.forEach((id, index) => {
      const message = thread.messages[index]
      if (message?.id === '') message.id = id
    })
  })
  const runs = await driver.call('GET', `/threads/${thread.id}/runs?order=asc&limit=100`)
  expect(idsOf(runs).ids).toEqual(thread.runs.map(({ id }) => id))
}

async function expectRun(
  { call }: RuntimeDriver,
  model: ServerModel,
  { thread, run }: { thread: ModelThread; run: ModelRun },
): Promise<void> {
  const path = `/threads/${thread.id}/runs/${run.id}`
  // Steps first: looking at a run that is late ends it, and it must end by itself too.
  await eventually(async () => {
    const steps = await call('GET', `${path}/steps?order=asc`)
    expect(steps.body).toMatchObject({
      data: run.steps.map(({ type, status }) => ({
        type,
        status,
        run_id: run.id,
        completed_at: timeIf(status === 'completed'),
        failed_at: timeIf(status === 'failed'),
        cancelled_at: timeIf(status === 'cancelled'),
        expired_at: timeIf(status === 'expired'),
      })),
    })
    expect(idsOf(steps).ids).toHaveLength(run.steps.length)
  })
  await eventually(async () => {
    const { body, headers } = await call('GET', path)
    expect(body).toMatchObject(runShape(run, thread, model))
    if (run.status === 'in_progress') expect(Number(headers.get('openai-poll-after-ms'))).toBeGreaterThan(0)
  })
}

function timeIf(isThere: boolean): unknown {
  return isThere ? expect.any(Number) : null
}

function messageShape({ id, role, text, status, reason, run, metadata }: ModelMessage): object {
  return {
    ...(id !== '' && { id }),
    role,
    status,
    run_id: run?.id ?? null,
    incomplete_details: reason === null ? null : { reason },
    ...(run !== null && { completed_at: timeIf(status === 'completed') }),
    incomplete_at: timeIf(status === 'incomplete'),
    metadata,
    // What has been written of it may or may not be seen before it is whole.
    ...(status !== 'in_progress' && { content: [{ type: 'text', text: { value: text } }] }),
  }
}

function runShape(run: ModelRun, thread: ModelThread, { now }: ServerModel): object {
  const { status, turns } = run
  const usage = { prompt_tokens: turns * 10, completion_tokens: turns * 5, total_tokens: turns * 15 }
  return {
    id: run.id,
    thread_id: thread.id,
    assistant_id: run.assistantId,
    model: run.script,
    status,
    metadata: run.metadata,
    created_at: run.expiresAt - 600,
    started_at: expect.any(Number),
    ...(status !== 'expired' && { expires_at: isActive(run) ? run.expiresAt : null }),
    completed_at: timeIf(status === 'completed'),
    failed_at: timeIf(status === 'failed'),
    cancelled_at: timeIf(status === 'cancelled'),
    last_error: status === 'failed' ? { message: expect.stringMatching(/Not this one|broke off/) } : null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_completion_tokens' } : null,
    required_action:
      status === 'requires_action'
        ? {
            submit_tool_outputs: {
              tool_calls: Array.from({ length: run.calls }, () => expect.anything() as unknown),
            },
          }
        : null,
    ...(status === 'completed' && { usage }),
    ...(isActive(run) && { expires_at: expect.toSatisfy((time: number) => time > now) as unknown }),
  }
}

const MOST_TURNS = 500

/** Tries again while the server is still at it, which is measured in turns of the event loop and not in time. */
export async function eventually(work: () => void | Promise<void>): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      await work()
      return
    } catch (error) {
      if (turn === MOST_TURNS) throw error
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
