import { toFile } from 'openai'
import type { VectorStore, VectorStoreCreateParams } from 'openai/resources/vector-stores'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'

const DAY = 86_400
const NO_FILES = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 }

export const vectorStoresContract: ContractSuite = (target) => {
  const create = (params: VectorStoreCreateParams = {}): Promise<VectorStore> =>
    target().client.vectorStores.create(params)

  /** A store whose files have been read. */
  async function storeWith(files: Record<string, string>): Promise<{ id: string; fileIds: string[] }> {
    const { client } = target()
    const { id } = await create()
    const fileIds = []
    for (const [name, text] of Object.entries(files)) {
      fileIds.push(
        (await client.vectorStores.files.uploadAndPoll(id, await toFile(new Blob([text]), name))).id,
      )
    }
    return { id, fileIds }
  }

  describe('vector stores', () => {
    it('are created empty, with the defaults of the API', async () => {
      const store = await create()
      expect(store).toMatchObject({
        id: expect.stringMatching(/^vs_/),
        object: 'vector_store',
        status: 'completed',
        usage_bytes: 0,
        file_counts: NO_FILES,
        metadata: {},
      })
      expect(store.last_active_at).toBe(store.created_at)
      expect(store.expires_at ?? null).toBeNull()
      expect(store.expires_after ?? null).toBeNull()
      expect(await target().client.vectorStores.retrieve(store.id)).toEqual(store)
    })

    it('keep what they are created with', async () => {
      const store = await create({
        name: 'Manuals',
        metadata: { team: 'docs' },
        expires_after: { anchor: 'last_active_at', days: 3 },
      })
      expect(store).toMatchObject({
        name: 'Manuals',
        metadata: { team: 'docs' },
        expires_after: { anchor: 'last_active_at', days: 3 },
        expires_at: (store.last_active_at ?? 0) + 3 * DAY,
      })
    })

    it('take files along, and are in progress until these are read', async () => {
      const { client } = target()
      const file = await client.files.create({
        file: await toFile(new Blob(['hello']), 'a.txt'),
        purpose: 'assistants',
      })
      const chunking_strategy = {
        type: 'static' as const,
        static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 100 },
      }
      const store = await create({ file_ids: [file.id, file.id], chunking_strategy })
      expect(store).toMatchObject({
        status: 'in_progress',
        file_counts: { ...NO_FILES, in_progress: 1, total: 1 },
      })
      const read = await client.vectorStores.files.poll(store.id, file.id)
      expect(read).toMatchObject({ status: 'completed', chunking_strategy })
      expect(await client.vectorStores.retrieve(store.id)).toMatchObject({
        status: 'completed',
        file_counts: { ...NO_FILES, completed: 1, total: 1 },
        usage_bytes: read.usage_bytes,
      })
    })

    it('are changed, and null clears', async () => {
      const { client } = target()
      const { id } = await create({ name: 'a', metadata: { a: 'b' } })
      const changed = await client.vectorStores.update(id, {
        name: 'b',
        expires_after: { anchor: 'last_active_at', days: 1 },
      })
      expect(changed).toMatchObject({ name: 'b', metadata: { a: 'b' }, expires_after: { days: 1 } })
      expect(changed.expires_at).toBe((changed.last_active_at ?? 0) + DAY)
      expect(await client.vectorStores.retrieve(id)).toEqual(changed)
      const cleared = await client.vectorStores.update(id, { expires_after: null, metadata: null })
      expect(cleared.expires_at ?? null).toBeNull()
      expect(cleared.expires_after ?? null).toBeNull()
      expect(cleared.metadata ?? {}).toEqual({})
      expect(cleared.name).toBe('b')
    })

    it('are listed newest first, page by page, both ways', async () => {
      const { client } = target()
      const made = []
      for (const name of ['a', 'b', 'c']) made.push((await create({ name })).id)
      const newestFirst = made.toReversed()
      const first = await client.vectorStores.list({ limit: 2 })
      expect(first.data.map(({ id }) => id)).toEqual(newestFirst.slice(0, 2))
      expect(first.has_more).toBe(true)
      const all = await collect(client.vectorStores.list({ limit: 2 }))
      expect(all.slice(0, 3).map(({ id }) => id)).toEqual(newestFirst)
      const before = await client.vectorStores.list({ before: newestFirst[2] ?? '', limit: 2 })
      expect(before.data.map(({ id }) => id)).toEqual(newestFirst.slice(0, 2))
      const ascending = await client.vectorStores.list({ after: made[0] ?? '', order: 'asc' })
      expect(ascending.data.map(({ id }) => id)).toEqual(made.slice(1))
    })

    it('are deleted, and their files stay', async () => {
      const { client } = target()
      const { id, fileIds } = await storeWith({ 'a.txt': 'alpha' })
      expect(await client.vectorStores.delete(id)).toEqual({
        id,
        object: 'vector_store.deleted',
        deleted: true,
      })
      await expect(client.vectorStores.retrieve(id)).rejects.toMatchObject({ status: 404 })
      expect(await client.files.retrieve(fileIds[0] ?? '')).toMatchObject({ filename: 'a.txt' })
    })

    it('that are not there are a 404 for every operation', async () => {
      const { client, isOurs } = target()
      const stores = client.vectorStores
      const id = 'vs_nowhere'
      const attempts = [
        stores.retrieve(id),
        stores.update(id, { name: 'x' }),
        stores.delete(id),
        stores.search(id, { query: 'x' }),
        stores.files.list(id),
        stores.fileBatches.retrieve('vsfb_x', { vector_store_id: id }),
        stores.fileBatches.cancel('vsfb_x', { vector_store_id: id }),
      ]
      for (const result of await Promise.allSettled(attempts)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { status: 404, param: null } })
        if (isOurs && result.status === 'rejected') {
          expect(String(result.reason)).toContain("No vector store found with id 'vs_nowhere'.")
        }
      }
    })

    it('cannot be made with a file that is not there', async () => {
      await expect(create({ file_ids: ['file-nowhere'] })).rejects.toMatchObject({
        status: 404,
        message: expect.stringContaining('file-nowhere'),
      })
    })

    it.each([
      ['file_ids', { file_ids: Array.from({ length: 501 }, (_, index) => `file-${index}`) }],
      ['expires_after.days', { expires_after: { anchor: 'last_active_at', days: 366 } }],
      ['expires_after.days', { expires_after: { anchor: 'last_active_at', days: 0 } }],
      ['expires_after.anchor', { expires_after: { anchor: 'created_at', days: 1 } }],
      [
        'chunking_strategy.static.max_chunk_size_tokens',
        {
          chunking_strategy: {
            type: 'static',
            static: { max_chunk_size_tokens: 99, chunk_overlap_tokens: 1 },
          },
        },
      ],
      [
        'chunking_strategy.static.chunk_overlap_tokens',
        {
          chunking_strategy: {
            type: 'static',
            static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 51 },
          },
        },
      ],
      ['metadata.a', { metadata: { a: 'x'.repeat(513) } }],
      ['nonsense', { nonsense: 1 }],
    ])('refuse a bad %s', async (param, body) => {
      const response = await target().fetch('/vector_stores', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(400)
      if (target().isOurs) expect(await response.json()).toMatchObject({ error: { param } })
    })
  })

  describe('the search in a vector store', () => {
    const FILES = {
      'cats.md': 'The cat sleeps on the warm windowsill all afternoon.',
      'ships.md': 'The harbor was full of sailing ships from distant countries.',
      'zh.txt': '向量数据库用来保存文件的内容。',
    }

    it('gives the best passages first, with their files and scores', async () => {
      const { client } = target()
      const { id, fileIds } = await storeWith(FILES)
      const response = await target().fetch(`/vector_stores/${id}/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'sailing ships in a harbor', rewrite_query: false }),
      })
      expect(await response.json()).toMatchObject({
        object: 'vector_store.search_results.page',
        search_query: ['sailing ships in a harbor'],
        has_more: false,
        next_page: null,
      })
      const results = await collect(client.vectorStores.search(id, { query: 'sailing ships in a harbor' }))
      expect(results[0]).toMatchObject({
        file_id: fileIds[1],
        filename: 'ships.md',
        attributes: {},
        content: [{ type: 'text', text: FILES['ships.md'] }],
      })
      const scores = results.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      expect(Math.max(...scores)).toBeLessThanOrEqual(1)
      expect(Math.min(...scores)).toBeGreaterThanOrEqual(0)
    })

    it('finds Chinese words', async () => {
      const { id } = await storeWith(FILES)
      const { data } = await target().client.vectorStores.search(id, { query: '数据库' })
      expect(data[0]?.filename).toBe('zh.txt')
    })

    it('takes several queries, and gives as many results as are asked for', async () => {
      const { client } = target()
      const { id } = await storeWith(FILES)
      const both = await client.vectorStores.search(id, { query: ['sleeping cat', 'distant ships'] })
      expect(both.data.map(({ filename }) => filename)).toEqual(
        expect.arrayContaining(['cats.md', 'ships.md']),
      )
      const one = await client.vectorStores.search(id, { query: ['cat', 'ships'], max_num_results: 1 })
      expect(one.data).toHaveLength(1)
      const response = await target().fetch(`/vector_stores/${id}/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: ['cat', 'ships'] }),
      })
      expect(await response.json()).toMatchObject({ search_query: ['cat', 'ships'] })
      const many = await client.vectorStores.search(id, { query: 'the cat', max_num_results: 50 })
      expect(many.data.length).toBeGreaterThan(0)
    })

    it('leaves out what scores less than the threshold', async () => {
      const { client } = target()
      const { id } = await storeWith(FILES)
      const { data } = await client.vectorStores.search(id, {
        query: 'the ships',
        ranking_options: { ranker: 'auto', score_threshold: 0.99 },
      })
      expect(data.every(({ score }) => score >= 0.99)).toBe(true)
    })

    it('looks only at files whose attributes fit the filters', async () => {
      const { client } = target()
      const { id, fileIds } = await storeWith({
        'a.txt': 'same words',
        'b.txt': 'same words',
        'c.txt': 'same words',
      })
      for (const [index, fileId] of fileIds.entries()) {
        await client.vectorStores.files.update(fileId, {
          vector_store_id: id,
          attributes: { year: 2020 + index, kind: index === 2 ? 'note' : 'book' },
        })
      }
      const found = async (
        filters: NonNullable<Parameters<typeof client.vectorStores.search>[1]['filters']>,
      ) => {
        const { data } = await client.vectorStores.search(id, { query: 'same words', filters })
        return data.map(({ filename }) => filename).sort()
      }
      expect(await found({ type: 'eq', key: 'kind', value: 'book' })).toEqual(['a.txt', 'b.txt'])
      expect(await found({ type: 'gte', key: 'year', value: 2021 })).toEqual(['b.txt', 'c.txt'])
      expect(await found({ type: 'in', key: 'year', value: [2020, 2022] })).toEqual(['a.txt', 'c.txt'])
      expect(
        await found({
          type: 'or',
          filters: [
            { type: 'eq', key: 'kind', value: 'note' },
            {
              type: 'and',
              filters: [
                { type: 'lt', key: 'year', value: 2021 },
                { type: 'ne', key: 'kind', value: 'note' },
              ],
            },
          ],
        }),
      ).toEqual(['a.txt', 'c.txt'])
    })

    it('leaves fillers out of a query where it is asked to, and shows what it looked for', async () => {
      const { id } = await storeWith(FILES)
      const response = await target().fetch(`/vector_stores/${id}/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'Where is the cat sleeping?', rewrite_query: true }),
      })
      const page = v.parse(v.looseObject({ search_query: v.array(v.string()) }), await response.json())
      expect(page.search_query).toHaveLength(1)
      if (target().isOurs) expect(page.search_query).toEqual(['cat sleeping'])
    })

    it('finds nothing of a file that was taken out, and what it says now of one that came again', async () => {
      const { client } = target()
      const { id, fileIds } = await storeWith(FILES)
      const found = async (query: string) => {
        const { data } = await client.vectorStores.search(id, { query })
        return data.map(({ file_id }) => file_id)
      }
      const gone = fileIds[1] ?? ''
      expect(await found('sailing ships')).toContain(gone)
      await client.vectorStores.files.delete(gone, { vector_store_id: id })
      expect(await found('sailing ships')).not.toContain(gone)
      await client.vectorStores.files.createAndPoll(id, { file_id: gone })
      expect((await found('sailing ships')).filter((fileId) => fileId === gone)).toHaveLength(1)
    })

    it('finds nothing of a file that has not been read yet, and does not wait for it', async () => {
      const { client } = target()
      const { id, fileIds } = await storeWith(FILES)
      const text = Array.from({ length: 20_000 }, (_, index) => `Sailing ship ${index} left.`).join('\n')
      const file = await client.files.create({
        file: await toFile(new Blob([text]), 'long.txt'),
        purpose: 'assistants',
      })
      await client.vectorStores.files.create(id, { file_id: file.id })
      const found = await client.vectorStores.search(id, { query: 'sailing ships' })
      const { status } = await client.vectorStores.files.retrieve(file.id, { vector_store_id: id })
      if (status === 'in_progress') expect(found.data.map(({ file_id }) => file_id)).toEqual([fileIds[1]])
      await client.vectorStores.files.poll(id, file.id)
      const after = await client.vectorStores.search(id, { query: 'sailing ships' })
      expect(after.data.map(({ file_id }) => file_id)).toContain(file.id)
    })

    it('gives nothing for a query without a word', async () => {
      if (!target().isOurs) return
      const { id } = await storeWith(FILES)
      for (const query of ['', ' ', '?!', ['', '…']]) {
        expect((await target().client.vectorStores.search(id, { query })).data).toEqual([])
      }
    })

    it('counts as a use of the store', async () => {
      const { client } = target()
      const { id, last_active_at: before } = await create()
      await client.vectorStores.search(id, { query: 'anything' })
      const { last_active_at: after } = await client.vectorStores.retrieve(id)
      expect(after).toBeGreaterThanOrEqual(before ?? 0)
    })

    it.each([
      ['query', {}],
      ['query', { query: [] }],
      ['max_num_results', { query: 'x', max_num_results: 51 }],
      ['max_num_results', { query: 'x', max_num_results: 0 }],
      ['query', { query: 1 }],
      ['max_num_results', { query: 'x', max_num_results: 1.5 }],
      ['max_num_results', { query: 'x', max_num_results: '5' }],
      ['rewrite_query', { query: 'x', rewrite_query: 'yes' }],
      ['filters.type', { query: 'x', filters: { type: 'like', key: 'a', value: 'b' } }],
      ['filters.value', { query: 'x', filters: { type: 'in', key: 'a', value: 'b' } }],
      ['filters.value', { query: 'x', filters: { type: 'gt', key: 'a', value: ['b'] } }],
      [
        'filters.filters[0].key',
        { query: 'x', filters: { type: 'and', filters: [{ type: 'eq', value: 1 }] } },
      ],
      ['ranking_options.score_threshold', { query: 'x', ranking_options: { score_threshold: '1' } }],
      ['nonsense', { query: 'x', nonsense: 1 }],
      ['ranking_options.score_threshold', { query: 'x', ranking_options: { score_threshold: 2 } }],
      ['ranking_options.ranker', { query: 'x', ranking_options: { ranker: 'best' } }],
      ['ranking_options', { query: 'x', ranking_options: [] }],
    ])('refuses a bad %s', async (param, body) => {
      const { id } = await create()
      const response = await target().fetch(`/vector_stores/${id}/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(400)
      if (target().isOurs) expect(await response.json()).toMatchObject({ error: { param } })
    })
  })
}
