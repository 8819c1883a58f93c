import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import type { Message } from '@/runtime/wire.ts'
import { pageQuery, readPage } from '@/runtime/http/page.ts'
import type { Page } from '@/runtime/http/page.ts'

const query = (text: string): ReturnType<typeof pageQuery> => pageQuery(`https://x.invalid/list?${text}`)

function refusalOf(text: string): unknown {
  try {
    return query(text)
  } catch (error) {
    return error
  }
}

describe('pageQuery', () => {
  it('has defaults, also for what is empty', () => {
    expect(query('')).toEqual({ limit: 20, order: 'desc' })
    expect(query('limit=&order=&after=&before=&other=1')).toEqual({ limit: 20, order: 'desc' })
    expect(pageQuery('https://x.invalid/', { max: 10_000, preset: 10_000 })).toMatchObject({ limit: 10_000 })
  })

  it('takes what is within its limits', () => {
    expect(query('limit=1&order=asc&after=a&before=b')).toEqual({
      limit: 1,
      order: 'asc',
      after: 'a',
      before: 'b',
    })
    expect(query('limit=100')).toMatchObject({ limit: 100 })
  })

  it.each(['0', '-1', '101', 'abc', '1.5', '1e1', '0x10', ' 5', '99999999999999999999', 'NaN'])(
    'refuses a limit of %s',
    (limit) => {
      expect(refusalOf(`limit=${limit}`)).toMatchObject({ status: 400, param: 'limit' })
    },
  )

  it('says what a limit is to be', () => {
    expect(refusalOf('limit=abc')).toMatchObject({
      code: 'invalid_type',
      message: "Invalid type for 'limit': expected an integer, but got a string instead.",
    })
    expect(refusalOf('limit=0')).toMatchObject({ code: 'integer_below_min_value' })
    expect(refusalOf('limit=101')).toMatchObject({ code: 'integer_above_max_value' })
  })

  it.each(['ASC', 'x', 'up'])('refuses the order %s', (order) => {
    expect(refusalOf(`order=${order}`)).toMatchObject({ status: 400, param: 'order', code: 'invalid_value' })
  })
})

function message(id: string, threadId: string): Message {
  return {
    id,
    object: 'thread.message',
    created_at: 0,
    thread_id: threadId,
    status: 'completed',
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
    role: 'user',
    content: [],
    assistant_id: null,
    run_id: null,
    attachments: [],
    metadata: {},
  }
}

let threads = 0

/** A thread of messages `<thread>-1` … `<thread>-<count>`. */
async function threadOf(storage: Storage, count: number): Promise<string> {
  threads += 1
  const threadId = `thread${threads}`
  await storage.write(['messages'], async (tx) => {
    for (let position = 1; position <= count; position += 1) {
      const object = message(`${threadId}-${position}`, threadId)
      await tx.put('messages', { id: object.id, position, object, threadId, runId: '' })
    }
  })
  return threadId
}

function list(storage: Storage, threadId: string, text: string): Promise<Page<Message>> {
  return storage.read(['messages'], (tx) =>
    readPage(tx, { table: 'messages', index: 'thread', prefix: [threadId] }, query(text)),
  )
}

const numbersOf = ({ data }: Page<Message>): number[] => data.map(({ id }) => Number(id.split('-')[1]))

describe('readPage', () => {
  it('gives a page with its ends, and none for an empty list', async () => {
    const storage = createMemoryStorage()
    const thread = await threadOf(storage, 3)
    expect(await list(storage, thread, 'limit=2')).toMatchObject({
      object: 'list',
      first_id: `${thread}-3`,
      last_id: `${thread}-2`,
      has_more: true,
    })
    expect(await list(storage, 'nothing', '')).toEqual({ object: 'list', data: [], has_more: false })
  })

  it.each([
    ['order=asc&limit=2', [1, 2], true],
    ['order=asc&limit=2&after=3', [4, 5], false],
    ['order=asc&limit=2&before=4', [2, 3], true],
    ['order=asc&limit=3&before=4', [1, 2, 3], false],
    ['order=asc&limit=9&after=1&before=4', [2, 3], false],
    ['order=asc&limit=1&after=1&before=4', [2], true],
    ['order=asc&after=5', [], false],
    ['order=asc&before=1', [], false],
    ['limit=2', [5, 4], true],
    ['limit=2&after=3', [2, 1], false],
    ['limit=2&before=2', [4, 3], true],
    ['limit=9&after=5&before=2', [4, 3], false],
    ['after=3&before=3', [], false],
    ['after=2&before=4', [], false],
  ])('answers %s', async (text, expected, hasMore) => {
    const storage = createMemoryStorage()
    const thread = await threadOf(storage, 5)
    const page = await list(storage, thread, text.replaceAll(/(after|before)=/g, `$1=${thread}-`))
    expect(numbersOf(page)).toEqual(expected)
    expect(page.has_more).toBe(hasMore)
  })

  it('refuses cursors that are unknown, or of another list', async () => {
    const storage = createMemoryStorage()
    const [one, other] = [await threadOf(storage, 2), await threadOf(storage, 2)]
    for (const param of ['after', 'before']) {
      for (const id of ['msg_0', `${other}-1`]) {
        await expect(list(storage, one, `${param}=${id}`)).rejects.toMatchObject({ status: 400, param })
      }
    }
  })

  it('reads every row once, whatever is deleted behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom('asc', 'desc'),
        fc.func(fc.boolean()),
        async (count, limit, order, isDeleted) => {
          const storage = createMemoryStorage()
          const thread = await threadOf(storage, count)
          const seen: number[] = []
          let cursor = ''
          for (let hasMore = true; hasMore;) {
            const page = await list(storage, thread, `order=${order}&limit=${limit}${cursor}`)
            seen.push(...numbersOf(page))
            for (const { id } of page.data) {
              if (isDeleted(id)) await storage.write(['messages'], (tx) => tx.delete('messages', id))
            }
            hasMore = page.has_more
            cursor = `&after=${page.last_id}`
          }
          const expected = Array.from({ length: count }, (_, index) => index + 1)
          expect(seen).toEqual(order === 'asc' ? expected : expected.reverse())
        },
      ),
    )
  })

  it('remembers a deleted row only in its own list', async () => {
    const storage = createMemoryStorage()
    const [one, other] = [await threadOf(storage, 3), await threadOf(storage, 3)]
    await list(storage, one, 'limit=2')
    await storage.write(['messages'], (tx) => tx.delete('messages', `${one}-2`))
    expect(numbersOf(await list(storage, one, `after=${one}-2`))).toEqual([1])
    await expect(list(storage, other, `after=${one}-2`)).rejects.toMatchObject({ status: 400 })
  })
})
