import { toFile } from 'openai'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'

export const fileBatchesContract: ContractSuite = (target) => {
  async function uploadAll(...names: string[]): Promise<string[]> {
    const ids = []
    for (const name of names) {
      const file = await toFile(new Blob([`The text of ${name}.`]), name)
      ids.push((await target().client.files.create({ file, purpose: 'assistants' })).id)
    }
    return ids
  }

  async function createStore(): Promise<string> {
    return (await target().client.vectorStores.create({})).id
  }

  const idsOf = (files: { id: string }[]): string[] => files.map(({ id }) => id)

  describe('file batches', () => {
    it('add several files at once', async () => {
      const { client } = target()
      const [storeId, file_ids] = [await createStore(), await uploadAll('a.txt', 'b.txt')]
      const attributes = { from: 'batch' }
      const batch = await client.vectorStores.fileBatches.create(storeId, { file_ids, attributes })
      expect(batch).toMatchObject({
        id: expect.stringMatching(/^vsfb_/),
        object: 'vector_store.files_batch',
        vector_store_id: storeId,
        status: 'in_progress',
        file_counts: { in_progress: 2, completed: 0, failed: 0, cancelled: 0, total: 2 },
      })
      const done = await client.vectorStores.fileBatches.poll(storeId, batch.id)
      expect(done).toEqual({
        ...batch,
        status: 'completed',
        file_counts: { in_progress: 0, completed: 2, failed: 0, cancelled: 0, total: 2 },
      })
      const files = await collect(
        client.vectorStores.fileBatches.listFiles(batch.id, { vector_store_id: storeId, limit: 1 }),
      )
      expect(idsOf(files)).toEqual(file_ids.toReversed())
      expect(files.every((file) => file.attributes?.['from'] === 'batch')).toBe(true)
      expect(await client.vectorStores.retrieve(storeId)).toMatchObject({
        status: 'completed',
        file_counts: { completed: 2, total: 2 },
      })
    })

    it('take settings for each file', async () => {
      const { client } = target()
      const [storeId, [first = '', second = '']] = [await createStore(), await uploadAll('a.txt', 'b.txt')]
      const chunking_strategy = {
        type: 'static' as const,
        static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 50 },
      }
      await client.vectorStores.fileBatches.createAndPoll(storeId, {
        files: [
          { file_id: first, attributes: { order: 1 } },
          { file_id: second, chunking_strategy },
        ],
      })
      const params = { vector_store_id: storeId }
      expect(await client.vectorStores.files.retrieve(first, params)).toMatchObject({
        attributes: { order: 1 },
      })
      expect(await client.vectorStores.files.retrieve(second, params)).toMatchObject({
        attributes: {},
        chunking_strategy,
      })
    })

    it('are uploaded and waited for by the helper of the SDK, beside files that are there', async () => {
      const { client } = target()
      const [storeId, fileIds] = [await createStore(), await uploadAll('old.txt')]
      const files = [await toFile(new Blob(['one']), '1.txt'), await toFile(new Blob(['two']), '2.md')]
      const batch = await client.vectorStores.fileBatches.uploadAndPoll(storeId, { files, fileIds })
      expect(batch).toMatchObject({ status: 'completed', file_counts: { completed: 3, total: 3 } })
    })

    it('count the files that failed, and list them by status', async () => {
      const { client } = target()
      const [storeId, file_ids] = [await createStore(), await uploadAll('a.txt', 'b.png')]
      const batch = await client.vectorStores.fileBatches.createAndPoll(storeId, { file_ids })
      expect(batch).toMatchObject({
        status: 'completed',
        file_counts: { in_progress: 0, completed: 1, failed: 1, cancelled: 0, total: 2 },
      })
      const failed = await client.vectorStores.fileBatches.listFiles(batch.id, {
        vector_store_id: storeId,
        filter: 'failed',
      })
      expect(idsOf(failed.data)).toEqual([file_ids[1]])
    })

    it('are cancelled as far as they have not come', async () => {
      const { client } = target()
      const [storeId, file_ids] = [await createStore(), await uploadAll('a.txt', 'b.txt', 'c.txt')]
      const { id } = await client.vectorStores.fileBatches.create(storeId, { file_ids })
      const cancelled = await client.vectorStores.fileBatches.cancel(id, { vector_store_id: storeId })
      expect(['cancelled', 'completed', 'in_progress']).toContain(cancelled.status)
      const { status, file_counts } = await client.vectorStores.fileBatches.poll(storeId, id)
      expect(file_counts).toMatchObject({ in_progress: 0, total: 3 })
      expect(status).toBe(file_counts.completed === 3 ? 'completed' : 'cancelled')
      const store = await client.vectorStores.retrieve(storeId)
      expect(store).toMatchObject({ status: 'completed', file_counts })
    })

    it('belong to their store', async () => {
      const { client } = target()
      const [storeId, other, file_ids] = [await createStore(), await createStore(), await uploadAll('a.txt')]
      const { id } = await client.vectorStores.fileBatches.createAndPoll(storeId, { file_ids })
      const { fileBatches } = client.vectorStores
      const attempts = [
        fileBatches.retrieve(id, { vector_store_id: other }),
        fileBatches.cancel(id, { vector_store_id: other }),
        fileBatches.listFiles(id, { vector_store_id: other }),
        fileBatches.retrieve('vsfb_nowhere', { vector_store_id: storeId }),
        fileBatches.create('vs_nowhere', { file_ids }),
        fileBatches.create(storeId, { file_ids: [...file_ids, 'file-nowhere'] }),
      ]
      for (const result of await Promise.allSettled(attempts)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { status: 404 } })
      }
      expect((await client.vectorStores.retrieve(storeId)).file_counts.total).toBe(1)
    })

    it.each([
      ['neither list', 'file_ids', {}],
      ['both lists', 'file_ids', { file_ids: ['file-a'], files: [{ file_id: 'file-a' }] }],
      ['an empty list', 'file_ids', { file_ids: [] }],
      ['too many files', 'file_ids', { file_ids: Array.from({ length: 2001 }, (_, i) => `file-${i}`) }],
      ['an entry without an id', 'files[0].file_id', { files: [{}] }],
    ])('are refused with %s', async (_, param, body) => {
      const response = await target().fetch(`/vector_stores/${await createStore()}/file_batches`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(400)
      if (target().isOurs) expect(await response.json()).toMatchObject({ error: { param } })
    })
  })
}
