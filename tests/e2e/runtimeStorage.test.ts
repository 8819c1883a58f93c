/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type { BrowserContext, Page } from 'playwright-core'
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

/** A run that stands still until its function calls are answered. */
function beginAndAsk(page: Page): Promise<RunIds> {
  return page.evaluate(async () => {
    const { begin, client } = window.runtimePage
    const ids = await begin()
    const run = await client.beta.threads.runs.poll(ids.run_id, ids, { pollIntervalMs: 50 })
    if (run.status !== 'requires_action') throw new Error(`The run is ${run.status}.`)
    return ids
  })
}

describe('a page that is closed while a run waits for outputs', () => {
  it('finds it waiting when it is opened again, and goes on', async () => {
    await withPage({}, async ({ context }) => {
      const first = await server.open(context, 'waiting')
      const ids = await beginAndAsk(first)
      await first.close()
      const second = await server.open(context, 'waiting')
      const state = await second.evaluate(async (run) => {
        const { finish, read } = window.runtimePage
        const before = await read(run)
        await finish(run)
        return { before: before.run.status, after: await read(run) }
      }, ids)
      expect(state.before).toBe('requires_action')
      expect(faultsOfConversation(state.after)).toEqual([])
      expect(server.asked('waiting')).toBe(2)
    })
  })

  it('finds it expired when that was too long', async () => {
    await withPage({}, async ({ context }) => {
      const first = await server.open(context, 'expired')
      const ids = await beginAndAsk(first)
      await first.close()
      await letTimePass(context, ids)
      const second = await server.open(context, 'expired')
      const { state, status } = await second.evaluate(async (run) => {
        const { client, read } = window.runtimePage
        const found = await read(run)
        const { assistant_id } = found.run
        const next = await client.beta.threads.runs.create(run.thread_id, { assistant_id })
        return { state: found, status: next.status }
      }, ids)
      expect(state.run.status).toBe('expired')
      expect(faultsOf(state)).toEqual([])
      // The thread is free again.
      expect(status).toBe('queued')
    })
  })
})

/** Moves the run's whole life eleven minutes back, while no runtime is open. */
async function letTimePass(context: BrowserContext, { run_id }: RunIds): Promise<void> {
  const page = await server.openEmpty(context)
  await page.evaluate(
    ([name, id]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.addEventListener('success', () => {
          const transaction = opening.result.transaction('runs', 'readwrite')
          const rows = transaction.objectStore('runs')
          const reading = rows.get(id)
          reading.addEventListener('success', () => {
            const row = reading.result as { object: { created_at: number; expires_at: number } }
            row.object.created_at -= 660
            row.object.expires_at -= 660
            rows.put(row)
          })
          transaction.addEventListener('complete', () => {
            opening.result.close()
            resolve()
          })
          transaction.addEventListener('error', () => reject(new Error(String(transaction.error))))
        })
      }),
    [DATABASE_NAME, run_id] as const,
  )
  await page.close()
}

describe('a disk that is full', () => {
  it('fails the request, leaves the database whole, and is forgotten once there is room again', async () => {
    await withPage({}, async ({ context }) => {
      // Before the database is opened: it remembers for a while how much room there was.
      const elsewhere = await server.openEmpty(context)
      const session = await context.newCDPSession(elsewhere)
      const { origin } = new URL(elsewhere.url())
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3_000_000 })
      const page = await server.open(context, 'full')
      const ids = await beginAndAsk(page)
      const { failure, files } = await page.evaluate(async () => {
        const { client, failureOf } = window.runtimePage
        const file = new File(['x'.repeat(8_000_000)], 'large.txt')
        return {
          failure: await failureOf(client.files.create({ purpose: 'assistants', file })),
          files: (await client.files.list()).data.length,
        }
      })
      expect(failure).toMatchObject({ kind: 'storage-full', status: 507, code: 'storage_full' })
      expect(files).toBe(0)

      await session.send('Storage.overrideQuotaForOrigin', { origin })
      const state = await page.evaluate(async (run) => {
        const { client, finish, read } = window.runtimePage
        const file = await client.files.create({
          purpose: 'assistants',
          file: new File(['x'.repeat(8_000_000)], 'large.txt'),
        })
        await finish(run)
        return { bytes: file.bytes, after: await read(run) }
      }, ids)
      expect(state.bytes).toBe(8_000_000)
      expect(faultsOfConversation(state.after)).toEqual([])
    })
  })
})

describe('a page of an older version', () => {
  it('makes way for the newer one, is told to reload, and loses nothing', async () => {
    await withPage({}, async ({ context }) => {
      const page = await server.open(context, 'old')
      await beginAndAsk(page)
      const rows = await upgrade(context)
      const { troubles, failure } = await page.evaluate(async () => {
        const { client, failureOf, troubles } = window.runtimePage
        return { troubles, failure: await failureOf(client.beta.assistants.list()) }
      })
      expect(troubles).toMatchObject([{ code: 'outdated_tab' }])
      expect(failure).toMatchObject({ kind: 'storage', status: 503, code: 'outdated_tab' })
      expect(rows).toEqual({ assistants: 1, threads: 1, messages: 2, runs: 1, steps: 2 })
    })
  })
})

/** What a newer version of the page does first; gives how many rows it finds. */
async function upgrade(context: BrowserContext): Promise<Record<string, number>> {
  const page = await server.openEmpty(context)
  return page.evaluate(
    (name) =>
      new Promise<Record<string, number>>((resolve, reject) => {
        const opening = indexedDB.open(name, 1000)
        opening.addEventListener('blocked', () => reject(new Error('The older page does not make way.')))
        opening.addEventListener('success', () => {
          const tables = ['assistants', 'threads', 'messages', 'runs', 'steps']
          const transaction = opening.result.transaction(tables)
          const counting = tables.map((table) => [table, transaction.objectStore(table).count()] as const)
          transaction.addEventListener('complete', () =>
            resolve(Object.fromEntries(counting.map(([table, request]) => [table, request.result]))),
          )
        })
      }),
    DATABASE_NAME,
  )
}
