/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withPage } from '../support/page.ts'
import type { RunIds } from '../support/runtimePageEntry.ts'
import { DATABASE_NAME } from '../support/runtimePageModel.ts'
import { serveRuntimePage, type RuntimePageServer } from '../support/runtimePageServer.ts'
import { faultsOf, faultsOfConversation } from '../support/runtimePageThread.ts'

let server: RuntimePageServer

beforeAll(async () => {
  server = await serveRuntimePage()
})
afterAll(() => server.close())

/** Two pages of one browser, on one database. */
async function withTwoPages(
  name: string,
  use: (pages: { first: Page; second: Page; asked: () => [number, number] }) => Promise<void>,
): Promise<void> {
  await withPage({}, async ({ context }) => {
    const first = await server.open(context, `${name}-1`)
    const second = await server.open(context, `${name}-2`)
    await use({ first, second, asked: () => [server.asked(`${name}-1`), server.asked(`${name}-2`)] })
  })
}

function begin(page: Page): Promise<RunIds> {
  return page.evaluate(() => window.runtimePage.begin())
}

const finish = (page: Page, ids: RunIds): Promise<string> =>
  page.evaluate(async (run) => (await window.runtimePage.finish(run)).status, ids)

/** Waits until the run is in the middle of what it says. */
function untilTalking(page: Page, ids: RunIds): Promise<void> {
  return page.evaluate(async (run) => {
    for (;;) {
      const { messages } = await window.runtimePage.read(run)
      const isTalking = messages.some(({ role, status }) => role === 'assistant' && status === 'in_progress')
      if (isTalking) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }, ids)
}

describe('two pages with one run', () => {
  it('execute it once; the other one sees it by polling, and answers what it asks for', async () => {
    await withTwoPages('once', async ({ first, second, asked }) => {
      const ids = await begin(first)
      const seen = await second.evaluate(async (run) => {
        const statuses = new Set<string>()
        const { runs } = window.runtimePage.client.beta.threads
        for (;;) {
          const { status } = await runs.retrieve(run.run_id, { thread_id: run.thread_id })
          statuses.add(status)
          if (status === 'requires_action' || status === 'failed') return [...statuses]
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }, ids)
      expect(seen).toContain('in_progress')
      expect(seen).toContain('requires_action')
      expect(await finish(second, ids)).toBe('completed')
      const states = await Promise.all(
        [first, second].map((page) => page.evaluate((run) => window.runtimePage.read(run), ids)),
      )
      expect(states[0]).toEqual(states[1])
      expect(faultsOfConversation(states[0]!)).toEqual([])
      const [ofFirst, ofSecond] = asked()
      expect(ofFirst + ofSecond).toBe(2)
    })
  })

  it('tell each other its events as they happen', async () => {
    await withTwoPages('events', async ({ first, second }) => {
      const heard = second.evaluate(
        (name) =>
          new Promise<string[]>((resolve) => {
            const events: string[] = []
            new BroadcastChannel(name).addEventListener('message', ({ data }: MessageEvent<unknown>) => {
              const event: unknown = Reflect.get(Object(data), 'event')
              if (event === undefined) return
              events.push(String(Reflect.get(Object(event), 'event')))
              if (events.at(-1) === 'thread.run.completed') resolve(events)
            })
          }),
        DATABASE_NAME,
      )
      const ids = await begin(first)
      expect(await finish(first, ids)).toBe('completed')
      const events = await heard
      expect(events.indexOf('thread.run.requires_action')).toBeGreaterThan(
        events.indexOf('thread.message.delta'),
      )
      expect(events.filter((event) => event === 'thread.message.completed')).toHaveLength(2)
    })
  })

  it('stream what the other one executes', async () => {
    await withTwoPages('stream', async ({ first, second, asked }) => {
      const ids = await begin(first)
      const text = await second.evaluate(async (run) => {
        const { runs } = window.runtimePage.client.beta.threads
        const asking = await runs.poll(run.run_id, { thread_id: run.thread_id }, { pollIntervalMs: 50 })
        const stream = runs.submitToolOutputsStream(run.run_id, {
          thread_id: run.thread_id,
          tool_outputs: (asking.required_action?.submit_tool_outputs.tool_calls ?? []).map(({ id }) => ({
            tool_call_id: id,
            output: 'rain',
          })),
        })
        let written = ''
        stream.on('textDelta', ({ value }) => (written += value ?? ''))
        await stream.finalRun()
        return written
      }, ids)
      expect(text).toContain('The station says: rain.')
      const [ofFirst, ofSecond] = asked()
      expect(ofFirst + ofSecond).toBe(2)
    })
  })

  it('stop it when the other one asks for that', async () => {
    await withTwoPages('cancel', async ({ first, second, asked }) => {
      const ids = await begin(first)
      await untilTalking(second, ids)
      const status = await second.evaluate(async (run) => {
        const { runs } = window.runtimePage.client.beta.threads
        const stopping = await runs.cancel(run.run_id, { thread_id: run.thread_id })
        return stopping.status
      }, ids)
      expect(['cancelling', 'cancelled']).toContain(status)
      expect(await finish(second, ids)).toBe('cancelled')
      const state = await first.evaluate((run) => window.runtimePage.read(run), ids)
      expect(faultsOf(state)).toEqual([])
      expect(state.run.cancelled_at).not.toBeNull()
      const [ofFirst, ofSecond] = asked()
      expect(ofFirst + ofSecond).toBe(1)
    })
  })

  it('take it over when the one that executes it is closed', async () => {
    await withTwoPages('heir', async ({ first, second, asked }) => {
      const ids = await begin(first)
      await untilTalking(second, ids)
      // Either may have been the first to take it.
      const [executor, heir] = asked()[0] === 1 ? [first, second] : [second, first]
      await executor.close()
      expect(await finish(heir, ids)).toBe('completed')
      const state = await heir.evaluate((run) => window.runtimePage.read(run), ids)
      expect(faultsOfConversation(state)).toEqual([])
      expect(asked().sort()).toEqual([1, 2])
    })
  })

  it('let one run hold a thread, whichever page starts it', async () => {
    await withTwoPages('one', async ({ first, second }) => {
      const ids = await begin(first)
      expect(await finish(first, ids)).toBe('completed')
      const start = (page: Page): Promise<number> =>
        page.evaluate(async (run) => {
          const { client, runtime } = window.runtimePage
          const { assistant_id } = await client.beta.threads.runs.retrieve(run.run_id, run)
          const response = await runtime.fetch(`${client.baseURL}/threads/${run.thread_id}/runs`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ assistant_id }),
          })
          return response.status
        }, ids)
      const statuses = await Promise.all([start(first), start(second), start(first), start(second)])
      expect(statuses.sort((a, b) => a - b)).toEqual([200, 400, 400, 400])
    })
  })
})
