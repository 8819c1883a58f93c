import { toFile } from 'openai'
import type { FileObject } from 'openai/resources/files'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'

const AUTO = { type: 'static', static: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 } }

/** How every picture of that format begins. */
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export const vectorStoreFilesContract: ContractSuite = (target) => {
  async function upload(content: BlobPart, name = 'notes.txt'): Promise<FileObject> {
    const file = await toFile(new Blob([content]), name)
    return target().client.files.create({ file, purpose: 'assistants' })
  }

  async function createStore(): Promise<string> {
    return (await target().client.vectorStores.create({})).id
  }

  describe('the files of a vector store', () => {
    it('are added and read', async () => {
      const { client } = target()
      const [storeId, { id: file_id }] = [await createStore(), await upload('some text')]
      const added = await client.vectorStores.files.create(storeId, { file_id })
      expect(added).toMatchObject({
        id: file_id,
        object: 'vector_store.file',
        vector_store_id: storeId,
        status: 'in_progress',
        last_error: null,
        chunking_strategy: AUTO,
        attributes: {},
      })
      const read = await client.vectorStores.files.poll(storeId, file_id)
      expect(read).toEqual({ ...added, status: 'completed', usage_bytes: read.usage_bytes })
      expect(read.usage_bytes).toBeGreaterThan(0)
      const content = await collect(client.vectorStores.files.content(file_id, { vector_store_id: storeId }))
      expect(content).toEqual([{ type: 'text', text: 'some text' }])
      expect(await client.vectorStores.retrieve(storeId)).toMatchObject({
        status: 'completed',
        usage_bytes: read.usage_bytes,
        file_counts: { in_progress: 0, completed: 1, failed: 0, cancelled: 0, total: 1 },
      })
    })

    it('are uploaded, added and waited for by the helpers of the SDK', async () => {
      const { client } = target()
      const storeId = await createStore()
      const uploaded = await client.vectorStores.files.uploadAndPoll(
        storeId,
        await toFile(new Blob(['# Title']), 'a.md'),
      )
      expect(uploaded.status).toBe('completed')
      const created = await client.vectorStores.files.createAndPoll(storeId, {
        file_id: (await upload('b')).id,
      })
      expect(created.status).toBe('completed')
    })

    it('say when to ask again while they are being read', async () => {
      const [storeId, { id }] = [await createStore(), await upload('soon')]
      const response = await target().fetch(`/vector_stores/${storeId}/files`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ file_id: id }),
      })
      expect(response.status).toBe(200)
      expect(Number(response.headers.get('openai-poll-after-ms'))).toBeGreaterThan(0)
    })

    it('keep their attributes and their way of chunking', async () => {
      const { client } = target()
      const [storeId, { id: file_id }] = [await createStore(), await upload('text')]
      const attributes = { author: 'Ada', pages: 12, isDraft: true }
      const chunking_strategy = {
        type: 'static' as const,
        static: { max_chunk_size_tokens: 300, chunk_overlap_tokens: 0 },
      }
      const added = await client.vectorStores.files.create(storeId, {
        file_id,
        attributes,
        chunking_strategy,
      })
      expect(added).toMatchObject({ attributes, chunking_strategy })
      const changed = await client.vectorStores.files.update(file_id, {
        vector_store_id: storeId,
        attributes: { pages: 13 },
      })
      expect(changed.attributes).toEqual({ pages: 13 })
      await client.vectorStores.files.poll(storeId, file_id)
      const cleared = await client.vectorStores.files.update(file_id, {
        vector_store_id: storeId,
        attributes: null,
      })
      expect(cleared.attributes ?? {}).toEqual({})
    })

    it('keep attributes under any key', async () => {
      const { client } = target()
      const [storeId, { id: file_id }] = [await createStore(), await upload('text')]
      const attributes: unknown = JSON.parse('{"__proto__":"a","constructor":1,"prototype":true}')
      await client.post(`/vector_stores/${storeId}/files`, { body: { file_id, attributes } })
      const file = await client.vectorStores.files.retrieve(file_id, { vector_store_id: storeId })
      expect(JSON.stringify(file.attributes)).toBe(JSON.stringify(attributes))
    })

    it.each([
      ['utf-8 with a mark', [0xef, 0xbb, 0xbf, 0xc3, 0xbc], 'ü'],
      ['utf-16 little endian', [0xff, 0xfe, 0x2d, 0x4e, 0x87, 0x65], '中文'],
      ['utf-16 big endian', [0xfe, 0xff, 0x4e, 0x2d, 0x65, 0x87], '中文'],
    ])('are read in %s', async (_, bytes, text) => {
      const { client } = target()
      const storeId = await createStore()
      const { id: file_id } = await upload(new Uint8Array(bytes))
      const read = await client.vectorStores.files.createAndPoll(storeId, { file_id })
      expect(read.status).toBe('completed')
      const { data } = await client.vectorStores.files.content(file_id, { vector_store_id: storeId })
      expect(data).toEqual([{ type: 'text', text }])
    })

    it.each([
      ['a format that is not read', 'picture.png', PNG, 'unsupported_file'],
      ['a document that is cut off', 'report.pdf', '%PDF-1.7\n', 'invalid_file'],
      ['bytes that are no text', 'notes.txt', new Uint8Array([0xc3, 0x28, 0xa0]), 'invalid_file'],
      ['nothing but space', 'empty.txt', ' \n ', 'invalid_file'],
    ])('fail for %s', async (_, name, content, code) => {
      const { client, isOurs } = target()
      const storeId = await createStore()
      const { id: file_id } = await upload(content, name)
      const failed = await client.vectorStores.files.createAndPoll(storeId, { file_id })
      expect(failed).toMatchObject({ status: 'failed', last_error: { message: expect.any(String) } })
      if (isOurs) expect(failed.last_error?.code).toBe(code)
      expect(await client.vectorStores.retrieve(storeId)).toMatchObject({
        status: 'completed',
        file_counts: { in_progress: 0, completed: 0, failed: 1, cancelled: 0, total: 1 },
      })
      const { data } = await client.vectorStores.files.content(file_id, { vector_store_id: storeId })
      expect(data).toEqual([])
    })

    it('are listed page by page, and by status', async () => {
      const { client } = target()
      const storeId = await createStore()
      const ids = []
      for (const name of ['a.txt', 'b.png', 'c.txt']) {
        const { id: file_id } = await upload(name.endsWith('.png') ? PNG : name, name)
        await client.vectorStores.files.createAndPoll(storeId, { file_id })
        ids.push(file_id)
      }
      const idsOf = (files: { id: string }[]): string[] => files.map(({ id }) => id)
      expect(idsOf(await collect(client.vectorStores.files.list(storeId, { limit: 2 })))).toEqual(
        ids.toReversed(),
      )
      const ascending = await client.vectorStores.files.list(storeId, { order: 'asc', limit: 2 })
      expect(idsOf(ascending.data)).toEqual(ids.slice(0, 2))
      expect(ascending.has_more).toBe(true)
      const before = await client.vectorStores.files.list(storeId, { order: 'asc', before: ids[2] ?? '' })
      expect(idsOf(before.data)).toEqual(ids.slice(0, 2))
      const failed = await client.vectorStores.files.list(storeId, { filter: 'failed' })
      expect(idsOf(failed.data)).toEqual([ids[1]])
      const completed = await client.vectorStores.files.list(storeId, { filter: 'completed', order: 'asc' })
      expect(idsOf(completed.data)).toEqual([ids[0], ids[2]])
      const bad = await target().fetch(`/vector_stores/${storeId}/files?filter=lost`)
      expect(bad.status).toBe(400)
      expect(await bad.json()).toMatchObject({ error: { param: 'filter' } })
    })

    it('are taken out of the store, and stay as files', async () => {
      const { client } = target()
      const [storeId, { id: file_id }] = [await createStore(), await upload('text')]
      await client.vectorStores.files.createAndPoll(storeId, { file_id })
      expect(await client.vectorStores.files.delete(file_id, { vector_store_id: storeId })).toEqual({
        id: file_id,
        object: 'vector_store.file.deleted',
        deleted: true,
      })
      await expect(
        client.vectorStores.files.retrieve(file_id, { vector_store_id: storeId }),
      ).rejects.toMatchObject({ status: 404 })
      expect(await client.vectorStores.retrieve(storeId)).toMatchObject({
        usage_bytes: 0,
        file_counts: { completed: 0, total: 0 },
      })
      expect(await client.files.retrieve(file_id)).toMatchObject({ id: file_id })
    })

    it('go from all stores when the file is deleted', async () => {
      const { client } = target()
      const { id: file_id } = await upload('text')
      const stores = [await createStore(), await createStore()]
      for (const id of stores) await client.vectorStores.files.createAndPoll(id, { file_id })
      await client.files.delete(file_id)
      for (const id of stores) {
        expect(await client.vectorStores.retrieve(id)).toMatchObject({
          usage_bytes: 0,
          file_counts: { completed: 0, total: 0 },
        })
        expect((await client.vectorStores.files.list(id)).data).toEqual([])
      }
    })

    it('are counted once when they are added again', async () => {
      const { client } = target()
      const [storeId, { id: file_id }] = [await createStore(), await upload('text')]
      await client.vectorStores.files.createAndPoll(storeId, { file_id })
      const again = await client.vectorStores.files.createAndPoll(storeId, {
        file_id,
        attributes: { again: 1 },
      })
      expect(again).toMatchObject({ status: 'completed', attributes: { again: 1 } })
      expect(await client.vectorStores.retrieve(storeId)).toMatchObject({
        usage_bytes: again.usage_bytes,
        file_counts: { in_progress: 0, completed: 1, total: 1 },
      })
    })

    it('that are not there are a 404', async () => {
      const { client } = target()
      const [vector_store_id, { id: elsewhere }] = [await createStore(), await upload('text')]
      const { files } = client.vectorStores
      const attempts = [
        files.create(vector_store_id, { file_id: 'file-nowhere' }),
        files.create('vs_nowhere', { file_id: elsewhere }),
        files.retrieve(elsewhere, { vector_store_id }),
        files.update(elsewhere, { vector_store_id, attributes: {} }),
        files.delete(elsewhere, { vector_store_id }),
        files.content(elsewhere, { vector_store_id }),
      ]
      for (const result of await Promise.allSettled(attempts)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { status: 404 } })
      }
    })

    it.each([
      ['file_id', {}],
      [
        'attributes',
        { file_id: 'x', attributes: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, i])) },
      ],
      ['attributes.a', { file_id: 'x', attributes: { a: 'x'.repeat(513) } }],
      ['attributes.a', { file_id: 'x', attributes: { a: [1] } }],
      ['attributes', { file_id: 'x', attributes: [] }],
      ['chunking_strategy.type', { file_id: 'x', chunking_strategy: { type: 'magic' } }],
    ])('are refused with a bad %s', async (param, body) => {
      const response = await target().fetch(`/vector_stores/${await createStore()}/files`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(400)
      if (target().isOurs) expect(await response.json()).toMatchObject({ error: { param } })
    })
  })
}
