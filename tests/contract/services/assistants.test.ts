import { describe, expect, it } from 'vitest'
import {
  createAssistant,
  deleteAssistant,
  listAssistants,
  retrieveAssistant,
  updateAssistant,
} from '@/services/assistants.ts'
import { allPages } from '@/services/allPages.ts'
import { collect } from '../../support/collect.ts'
import { clientOver, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

describe('assistants', () => {
  it('are created, retrieved, updated and deleted', async () => {
    const client = await memoryClient()
    const made = await createAssistant(client, { model: 'demo/demo', name: 'Ada' }, signal)
    expect(made).toMatchObject({ object: 'assistant', name: 'Ada', model: 'demo/demo' })
    expect(await retrieveAssistant(client, made.id, signal)).toEqual(made)

    const changed = await updateAssistant(client, made.id, { reasoning_effort: 'high' }, signal)
    expect(changed).toMatchObject({ name: 'Ada', reasoning_effort: 'high' })

    const deleted = await deleteAssistant(client, made.id, signal)
    expect(deleted).toEqual({ id: made.id, object: 'assistant.deleted', deleted: true })
    const error = await errorOf(retrieveAssistant(client, made.id, signal))
    expect(error.data).toMatchObject({
      kind: 'not-found',
      status: 404,
      detail: `No assistant found with id '${made.id}'.`,
      url: `https://server.invalid/v1/assistants/${made.id}`,
    })
  })

  it('are listed by page, with the cursor of the next', async () => {
    const client = await memoryClient()
    for (const name of ['a', 'b', 'c']) await createAssistant(client, { model: 'demo/demo', name }, signal)

    const first = await listAssistants(client, { limit: 2, order: 'asc' }, signal)
    expect(first.items.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(first.next).toBe(first.items[1]?.id)
    const last = await listAssistants(client, { order: 'asc', after: first.next ?? '' }, signal)
    expect(last.items.map(({ name }) => name)).toEqual(['c'])
    expect(last.next).toBeNull()

    const pages = await collect(
      allPages((cursor) => listAssistants(client, { limit: 2, order: 'asc', ...cursor }, signal)),
    )
    expect(pages.map((page) => page.map(({ name }) => name))).toEqual([['a', 'b'], ['c']])
  })

  it.each([
    [{ model: 'demo/demo', name: 'x'.repeat(257) }, 'name'],
    [{ model: 'demo/demo', temperature: 3 }, 'temperature'],
  ])('say which field is wrong', async (params, param) => {
    const error = await errorOf(createAssistant(await memoryClient(), params, signal))

    expect(error.data).toMatchObject({ kind: 'invalid', status: 400, param })
  })

  it('are not asked for once that is aborted', async () => {
    let requests = 0
    const client = await clientOver(() => {
      requests += 1
      return Promise.resolve(Response.json({ id: 'asst_1' }))
    })
    const error = await errorOf(retrieveAssistant(client, 'asst_1', AbortSignal.abort()))

    expect(error.kind).toBe('aborted')
    expect(requests).toBe(0)
  })

  it('are not waited for once that is aborted', async () => {
    const controller = new AbortController()
    const client = await clientOver(
      (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
          controller.abort()
        }),
    )

    expect((await errorOf(listAssistants(client, {}, controller.signal))).kind).toBe('aborted')
  })
})
