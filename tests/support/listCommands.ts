import fc from 'fast-check'
import { expect } from 'vitest'
import { pageOf, type ListQuery, type ServerModel } from './runtimeModel.ts'
import { idsOf, type RuntimeDriver } from './runtimeDriver.ts'
import { command, choice, missing, expectRefused, pickRun, living } from './modelCommands.ts'

const query = fc.record({
  limit: fc.constantFrom(1, 2, 3, 20, 100),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  side: fc.constantFrom('after' as const, 'before' as const, null),
  index: choice,
})

const LISTS = ['assistants', 'messages', 'answers', 'runs', 'steps'] as const

/** The path of a list, and the ids that are in it, oldest first; `null` where it is not there. */
async function listed(
  model: ServerModel,
  { call }: RuntimeDriver,
  [list, which, one]: [(typeof LISTS)[number], number, number],
): Promise<{ path: string; ids: string[] | null }> {
  const { thread, run, path } = pickRun(model, [which, one])
  const isThere = thread !== undefined && !thread.isDeleted
  const threadPath = `/threads/${thread?.id ?? 'thread_none'}`
  switch (list) {
    case 'assistants':
      return { path: '/assistants', ids: living(model.assistants).map(({ id }) => id) }
    case 'messages':
      return { path: `${threadPath}/messages`, ids: isThere ? thread.messages.map(({ id }) => id) : null }
    case 'answers': {
      const written = thread?.messages.filter((message) => message.run !== null && message.run === run) ?? []
      const filter = `run_id=${run?.id ?? 'run_none'}`
      return { path: `${threadPath}/messages?${filter}`, ids: isThere ? written.map(({ id }) => id) : null }
    }
    case 'runs':
      return { path: `${threadPath}/runs`, ids: isThere ? thread.runs.map(({ id }) => id) : null }
    case 'steps':
      if (run === undefined) return { path: `${path}/steps`, ids: null }
      return { path: `${path}/steps`, ids: idsOf(await call('GET', `${path}/steps?order=asc&limit=100`)).ids }
  }
}

export const readList = fc
  .tuple(fc.constantFrom(...LISTS), choice, choice, query)
  .map(([list, which, one, { limit, order, side, index }]) =>
    command(`list ${list} of ${which}, ${one} ${order} ${limit} ${side} ${index}`, async (model, driver) => {
      const { path, ids } = await listed(model, driver, [list, which, one])
      const known = ids ?? []
      const isCursorKnown = known.length > 0 && index % 12 !== 11
      const cursor: ListQuery['cursor'] =
        side !== null && isCursorKnown ? { side, index: index % known.length } : null
      const shown = order === 'asc' ? known : known.toReversed()
      const parameters = new URLSearchParams({ limit: String(limit), order })
      if (side !== null) parameters.set(side, cursor === null ? 'nothing' : (shown[cursor.index] ?? ''))
      const page = await driver.call('GET', `${path}${path.includes('?') ? '&' : '?'}${parameters}`)
      if (ids === null) {
        expectRefused(page, [missing, { status: 400 }])
        return
      }
      if (side !== null && cursor === null) {
        expectRefused(page, [{ status: 400 }])
        return
      }
      expect(idsOf(page)).toEqual(pageOf(known, { limit, order, cursor }))
    }),
  )
