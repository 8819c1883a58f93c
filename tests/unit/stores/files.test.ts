/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useFilesStore } from '@/stores/files.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import { addEndpoint, file, fileObject, listOf, openOwnPlace } from '../../support/fileScene.ts'
import { errorOf, signal } from '../../support/serviceScene.ts'

const HERE = 'browser'
let client: OpenAI

beforeEach(async () => {
  client = (await openOwnPlace()).client
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const upload = (name: string, purpose: OpenAI.FilePurpose = 'assistants'): Promise<OpenAI.FileObject> =>
  client.files.create({ file: file(name), purpose })

/** The names in a place's list, once it is there. */
function names(placeId = HERE): string[] {
  const list = useFilesStore().listOf(placeId)
  if (list.status !== 'ready') throw new Error(`The list is ${list.status}.`)
  return list.value.map(({ filename }) => filename)
}

const refuse = (status: number): Response => Response.json({ error: { message: 'No.' } }, { status })

describe('load', () => {
  it('goes from pending to ready, the newest first', async () => {
    await upload('old.txt')
    await upload('new.txt')
    const files = useFilesStore()
    expect(files.listOf(HERE)).toEqual({ status: 'pending' })
    await files.load(HERE)
    expect(names()).toEqual(['new.txt', 'old.txt'])
  })

  it('fetches every page, and shows what has come while the rest is on its way', async () => {
    const { promise: second, resolve } = Promise.withResolvers<Response>()
    const { placeId, asked } = addEndpoint((_, { url }) =>
      url.searchParams.has('after') ? second : listOf([fileObject('file-1'), fileObject('file-2')], true),
    )
    const files = useFilesStore()
    const done = files.load(placeId)
    await vi.waitFor(() => expect(names(placeId)).toEqual(['file-1.txt', 'file-2.txt']))
    expect(files.listOf(placeId)).toMatchObject({ isRefreshing: true })
    resolve(listOf([fileObject('file-3')]))
    await done
    expect(names(placeId)).toHaveLength(3)
    expect(files.listOf(placeId)).toMatchObject({ isRefreshing: false })
    expect(asked).toEqual(['GET /files', 'GET /files'])
  })

  it('asks once for callers at the same time, and again only when forced', async () => {
    const { placeId, asked } = addEndpoint(() => listOf([]))
    const files = useFilesStore()
    await Promise.all([files.load(placeId), files.load(placeId)])
    await files.load(placeId)
    expect(asked).toHaveLength(1)
    await files.load(placeId, { force: true })
    expect(asked).toHaveLength(2)
  })

  it('fails with the reason, and succeeds when tried again', async () => {
    let status = 401
    const { placeId } = addEndpoint(() => (status === 200 ? listOf([]) : refuse(status)))
    const files = useFilesStore()
    await files.load(placeId)
    expect(files.listOf(placeId)).toMatchObject({ status: 'failed', error: { kind: 'auth' } })
    status = 200
    await files.load(placeId)
    expect(files.listOf(placeId).status).toBe('ready')
  })

  it('keeps the list while a refresh fails, and says why', async () => {
    let status = 200
    const { placeId } = addEndpoint(() => (status === 200 ? listOf([fileObject('file-1')]) : refuse(status)))
    const files = useFilesStore()
    await files.load(placeId)
    status = 500
    await files.load(placeId, { force: true })
    expect(names(placeId)).toEqual(['file-1.txt'])
    expect(files.refreshErrorOf(placeId)?.kind).toBe('server')
    status = 200
    await files.load(placeId)
    expect(files.refreshErrorOf(placeId)).toBeNull()
  })

  it('keeps what was added or deleted while the list was on its way', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    const { placeId } = addEndpoint((what) =>
      what === 'GET /files' ? promise : Response.json({ id: 'file-1', object: 'file', deleted: true }),
    )
    const files = useFilesStore()
    const done = files.load(placeId)
    files.put(placeId, await upload('added.txt'))
    await files.remove(placeId, ['file-1'])
    resolve(listOf([fileObject('file-1'), fileObject('file-2')]))
    await done
    expect(names(placeId)).toEqual(['added.txt', 'file-2.txt'])
  })
})

describe('retrieve', () => {
  it('makes one file known, and asks once for callers at the same time', async () => {
    const { placeId, asked } = addEndpoint(() => Response.json(fileObject('file-7')))
    const files = useFilesStore()
    expect(files.byId(placeId, 'file-7')).toBeUndefined()
    await Promise.all([files.retrieve(placeId, 'file-7'), files.retrieve(placeId, 'file-7')])
    expect(files.byId(placeId, 'file-7')?.filename).toBe('file-7.txt')
    expect(asked).toEqual(['GET /files/file-7'])
  })

  it('knows of a file that is gone', async () => {
    const files = useFilesStore()
    const { id } = await upload('gone.txt')
    await files.load(HERE)
    await client.files.delete(id)
    expect((await errorOf(files.retrieve(HERE, id))).kind).toBe('not-found')
    expect(files.isGone(HERE, id)).toBe(true)
    expect(names()).toEqual([])
  })
})

describe('remove', () => {
  it('deletes several, one that is gone already too', async () => {
    const files = useFilesStore()
    const [one, two] = [await upload('1.txt'), await upload('2.txt')]
    await upload('3.txt')
    await files.load(HERE)
    await client.files.delete(one.id)
    expect(await files.remove(HERE, [one.id, two.id])).toEqual({ failed: [] })
    expect(names()).toEqual(['3.txt'])
  })

  it('says which could not be deleted, and keeps those', async () => {
    const { placeId } = addEndpoint((what) => {
      if (what === 'GET /files') return listOf(['a', 'b', 'c'].map((id) => fileObject(id)))
      return what === 'DELETE /files/b' ? refuse(403) : Response.json({ id: what.at(-1), deleted: true })
    })
    const files = useFilesStore()
    await files.load(placeId)
    const { failed } = await files.remove(placeId, ['a', 'b', 'c'])
    expect(failed).toMatchObject([{ id: 'b', error: { kind: 'permission' } }])
    expect(names(placeId)).toEqual(['b.txt'])
  })

  it('begins no more once it is stopped', async () => {
    const controller = new AbortController()
    const { placeId, asked } = addEndpoint((what) => {
      controller.abort()
      return Response.json({ id: what, deleted: true })
    })
    const ids = Array.from({ length: 20 }, (_, index) => `file-${index}`)
    expect(await useFilesStore().remove(placeId, ids, controller.signal)).toEqual({ failed: [] })
    expect(asked.length).toBeLessThanOrEqual(4)
  })
})

describe('what a file holds', () => {
  it('is handed out where the purpose allows', async () => {
    const { id } = await upload('seen.txt', 'vision')
    expect(await (await useFilesStore().content(HERE, id, signal)).text()).toBe('one two three')
  })

  it('can be seen here whatever the purpose, and not be downloaded', async () => {
    const { id } = await upload('mine.txt', 'assistants')
    const files = useFilesStore()
    const preview = await files.preview(HERE, id, signal)
    expect(preview instanceof Blob && (await preview.text())).toBe('one two three')
    expect((await errorOf(files.content(HERE, id, signal))).data).toMatchObject({
      kind: 'invalid',
      status: 400,
    })
  })

  it('is what a vector store has of it where an endpoint keeps it', async () => {
    const { placeId } = addEndpoint((what) => {
      if (what === 'GET /files/file-1/content') return refuse(400)
      if (what === 'GET /vector_stores') {
        return listOf([
          { id: 'vs_0', name: 'Empty', file_counts: { total: 0 } },
          { id: 'vs_1', name: 'Contracts', file_counts: { total: 1 } },
        ])
      }
      if (what === 'GET /vector_stores/vs_1/files') return listOf([{ id: 'file-1' }])
      return what === 'GET /vector_stores/vs_1/files/file-1/content'
        ? Response.json({ data: [{ type: 'text', text: 'Clause 14' }] })
        : refuse(500)
    })
    expect(await useFilesStore().preview(placeId, 'file-1', signal)).toEqual({
      text: 'Clause 14',
      storeName: 'Contracts',
    })
  })

  it('stays unknown with the reason where nobody tells it', async () => {
    const { placeId } = addEndpoint((what) => refuse(what === 'GET /files/file-1/content' ? 400 : 404))
    expect((await errorOf(useFilesStore().preview(placeId, 'file-1', signal))).data).toMatchObject({
      status: 400,
    })
  })
})

describe('usesOf', () => {
  it('names the assistants, stores and threads that use a file, directly or through a store', async () => {
    const [code, searched, image, free] = [
      await upload('data.csv'),
      await upload('contract.md'),
      await upload('photo.png', 'vision'),
      await upload('free.txt'),
    ]
    const store = await client.vectorStores.create({ name: 'Contracts', file_ids: [searched.id] })
    await client.vectorStores.create({ name: 'Empty' })
    await client.beta.assistants.create({
      model: 'demo',
      name: 'Analyst',
      tools: [{ type: 'code_interpreter' }],
      tool_resources: { code_interpreter: { file_ids: [code.id] } },
    })
    await client.beta.assistants.create({
      model: 'demo',
      name: 'Reader',
      tools: [{ type: 'file_search' }],
      tool_resources: { file_search: { vector_store_ids: [store.id] } },
    })
    const threads = useThreadsStore()
    const key = await threads.create(HERE, {
      messages: [
        { role: 'user', content: [{ type: 'image_file', image_file: { file_id: image.id } }] },
        {
          role: 'user',
          content: 'x',
          attachments: [{ file_id: code.id, tools: [{ type: 'code_interpreter' }] }],
        },
      ],
    })
    await threads.remember(key, { title: 'Quarter' })

    const files = useFilesStore()
    const namesOf = async (...ids: string[]): Promise<string[][]> => {
      const uses = await files.usesOf(HERE, ids, signal)
      return [uses.assistants, uses.vectorStores, uses.threads].map((some) => some.map(({ name }) => name))
    }
    expect(await namesOf(code.id)).toEqual([['Analyst'], [], ['Quarter']])
    expect(await namesOf(searched.id)).toEqual([['Reader'], ['Contracts'], []])
    expect(await namesOf(image.id)).toEqual([[], [], ['Quarter']])
    expect(await namesOf(free.id)).toEqual([[], [], []])
    const [assistants] = await namesOf(code.id, searched.id)
    expect(assistants?.toSorted()).toEqual(['Analyst', 'Reader'])
  })

  it('is nothing where a place has no such objects, and fails where it cannot be found out', async () => {
    let status = 404
    const { placeId } = addEndpoint(() => refuse(status))
    const files = useFilesStore()
    const uses = await files.usesOf(placeId, ['file-1'], signal)
    expect([uses.assistants, uses.vectorStores, uses.threads]).toEqual([[], [], []])
    status = 500
    expect((await errorOf(files.usesOf(placeId, ['file-1'], signal))).kind).toBe('server')
  })
})
