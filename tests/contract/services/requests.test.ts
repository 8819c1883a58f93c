import { describe, expect, it } from 'vitest'
import type { AppErrorKind } from '@/domain/errors.ts'
import { allPages } from '@/services/allPages.ts'
import { listFiles, retrieveFile } from '@/services/files.ts'
import { retrieveThread } from '@/services/threads.ts'
import { searchVectorStore } from '@/services/vectorStores.ts'
import { collect } from '../../support/collect.ts'
import { clientOf, clientOver, errorOf, signal } from '../../support/serviceScene.ts'

const html = (status: number) => () =>
  new Response('<html><title>502 Bad Gateway</title></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  })

describe('what other servers answer', () => {
  it.each<[string, () => Response, AppErrorKind]>([
    ['a page of a proxy', html(502), 'not-json'],
    ['a page that says that all is well', html(200), 'not-json'],
    ['nothing', () => new Response(''), 'empty'],
    ['an error with status 200', () => Response.json({ error: { message: 'No.', code: 404 } }), 'not-found'],
    ['an object without an id', () => Response.json({ message: 'welcome' }), 'malformed'],
    ['a word', () => Response.json('welcome'), 'malformed'],
    ['a server error', () => new Response('down', { status: 500 }), 'server'],
  ])('is no object: %s', async (_, answer, kind) => {
    const client = await clientOf(answer)

    expect((await errorOf(retrieveThread(client, 'thread_1', signal))).kind).toBe(kind)
  })

  it.each<[string, () => Response, AppErrorKind]>([
    ['a page of a proxy', html(200), 'not-json'],
    ['an object', () => Response.json({ message: 'welcome' }), 'malformed'],
    ['items without ids', () => Response.json({ data: [{ name: 'a' }] }), 'malformed'],
  ])('is no list: %s', async (_, answer, kind) => {
    const client = await clientOf(answer)

    expect((await errorOf(listFiles(client, {}, signal))).kind).toBe(kind)
  })

  it('is JSON whatever the server calls it', async () => {
    const client = await clientOf(() => new Response('{"id":"file-1","bytes":3}'))

    expect(await retrieveFile(client, 'file-1', signal)).toEqual({ id: 'file-1', bytes: 3 })
  })

  it.each([{ data: null }, { data: [] }, { data: [], has_more: true }, { data: [], has_more: 'no' }])(
    'is an empty list: %o',
    async (body) => {
      const client = await clientOf(() => Response.json(body))

      expect(await listFiles(client, {}, signal)).toEqual({ items: [], next: null })
    },
  )

  it('is one page where nothing is said of more', async () => {
    const client = await clientOf(() => Response.json({ data: [{ id: 'file-1' }] }))

    expect(await listFiles(client, {}, signal)).toEqual({ items: [{ id: 'file-1' }], next: null })
  })

  it('keeps results that are no objects away', async () => {
    const client = await clientOf(() => Response.json({ data: ['passage'] }))

    expect((await errorOf(searchVectorStore(client, 'vs_1', { query: 'a' }, signal))).kind).toBe('malformed')
  })

  it('tells the request id of an error, and what to wait', async () => {
    const client = await clientOf(() =>
      Response.json(
        { error: { message: 'Slow down.', code: 'rate_limit_exceeded' } },
        { status: 429, headers: { 'x-request-id': 'req_1', 'retry-after-ms': '1500' } },
      ),
    )

    expect((await errorOf(retrieveThread(client, 'thread_1', signal))).data).toMatchObject({
      kind: 'rate-limit',
      requestId: 'req_1',
      retryAfterMs: 1500,
    })
  })
})

describe('allPages', () => {
  it('does not turn in circles on a server that ignores the cursor', async () => {
    const body = { data: [{ id: 'a' }, { id: 'b' }], has_more: true }
    const client = await clientOf(() => Response.json(body))
    const pages = await collect(allPages((cursor) => listFiles(client, cursor, signal)))

    expect(pages).toEqual([[{ id: 'a' }, { id: 'b' }]])
  })

  it('asks after the last item of the page before', async () => {
    const asked: string[] = []
    const client = await clientOver((input) => {
      const url = new URL(input instanceof Request ? input.url : input)
      asked.push(url.search)
      const isFirst = !url.searchParams.has('after')
      return Promise.resolve(
        Response.json(
          isFirst ? { data: [{ id: 'a' }], has_more: true } : { data: [{ id: 'a' }, { id: 'b' }] },
        ),
      )
    })
    const pages = await collect(allPages((cursor) => listFiles(client, { limit: 1, ...cursor }, signal)))

    expect(asked).toEqual(['?limit=1', '?limit=1&after=a'])
    expect(pages).toEqual([[{ id: 'a' }], [{ id: 'b' }]])
  })

  it('passes on what goes wrong', async () => {
    const client = await clientOf(() => new Response('down', { status: 500 }))
    const reading = collect(allPages((cursor) => listFiles(client, cursor, signal)))

    expect((await errorOf(reading)).kind).toBe('server')
  })
})
