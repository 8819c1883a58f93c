import type OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import { readPassages } from '@/ingest/readPassages.ts'
import type { FileReader } from '@/runtime/retrieval/port.ts'
import { createFile } from '@/services/files.ts'
import {
  cancelFileBatch,
  createFileBatch,
  listFileBatchFiles,
  retrieveFileBatch,
} from '@/services/vectorStoreFileBatches.ts'
import {
  createVectorStoreFile,
  deleteVectorStoreFile,
  listVectorStoreFiles,
  retrieveVectorStoreFile,
  updateVectorStoreFile,
  vectorStoreFileContent,
  vectorStoreFileProgress,
} from '@/services/vectorStoreFiles.ts'
import {
  createVectorStore,
  deleteVectorStore,
  listVectorStores,
  retrieveVectorStore,
  searchVectorStore,
  updateVectorStore,
} from '@/services/vectorStores.ts'
import { errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

async function upload(client: OpenAI, name: string, text: string): Promise<string> {
  const file = new File([text], name, { type: 'text/plain' })
  return (await createFile(client, { file, purpose: 'assistants' }, signal)).id
}

describe('vector stores', () => {
  it('are created, listed, retrieved, updated and deleted', async () => {
    const client = await memoryClient()
    const made = await createVectorStore(client, { name: 'Books', description: 'Old ones' }, signal)
    expect(made).toMatchObject({ object: 'vector_store', name: 'Books' })
    expect((await listVectorStores(client, {}, signal)).items.map(({ id }) => id)).toEqual([made.id])
    expect((await retrieveVectorStore(client, made.id, signal)).name).toBe('Books')
    expect((await updateVectorStore(client, made.id, { name: 'Papers' }, signal)).name).toBe('Papers')
    expect((await deleteVectorStore(client, made.id, signal)).deleted).toBe(true)
    expect((await errorOf(retrieveVectorStore(client, made.id, signal))).kind).toBe('not-found')
  })

  it('say which field is wrong', async () => {
    const expires = { anchor: 'last_active_at' as const, days: 0 }
    const error = await errorOf(createVectorStore(await memoryClient(), { expires_after: expires }, signal))

    expect(error.data).toMatchObject({ kind: 'invalid', param: 'expires_after.days' })
  })

  it('take files, read them and find passages in them', async () => {
    const client = await memoryClient()
    const fileId = await upload(client, 'paris.txt', 'The Eiffel Tower stands in Paris.')
    const { id: vectorStoreId } = await createVectorStore(client, {}, signal)
    const address = { vectorStoreId, fileId }
    const added = await createVectorStoreFile(client, vectorStoreId, { file_id: fileId }, signal)
    expect(added.id).toBe(fileId)
    await vi.waitFor(async () => {
      expect((await retrieveVectorStoreFile(client, address, signal)).status).toBe('completed')
    })

    const changed = await updateVectorStoreFile(client, address, { attributes: { year: 1889 } }, signal)
    expect(changed.attributes).toEqual({ year: 1889 })
    const { items } = await listVectorStoreFiles(client, vectorStoreId, { filter: 'completed' }, signal)
    expect(items.map(({ id }) => id)).toEqual([fileId])
    expect(await vectorStoreFileContent(client, address, signal)).toEqual([
      { type: 'text', text: 'The Eiffel Tower stands in Paris.' },
    ])
    const [found] = await searchVectorStore(client, vectorStoreId, { query: 'Eiffel tower' }, signal)
    expect(found).toMatchObject({ file_id: fileId, filename: 'paris.txt' })

    expect((await deleteVectorStoreFile(client, address, signal)).deleted).toBe(true)
    expect((await errorOf(retrieveVectorStoreFile(client, address, signal))).kind).toBe('not-found')
    expect((await errorOf(vectorStoreFileContent(client, address, signal))).kind).toBe('not-found')
  })

  it('tell how much of a file has been read, and then give its text page by page', async () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `This is sentence number ${at}.`).join('\n\n')
    let finish: () => void = () => undefined
    const finishing = new Promise<void>((resolve) => (finish = resolve))
    const reader: FileReader = {
      async *read(...asked) {
        for await (const batch of readPassages(...asked)) {
          yield { ...batch, progress: 0.42 }
          await finishing
        }
      },
    }
    const client = await memoryClient([], { reader })
    const fileId = await upload(client, 'long.txt', text)
    const { id: vectorStoreId } = await createVectorStore(client, { file_ids: [fileId] }, signal)
    const address = { vectorStoreId, fileId }
    await vi.waitFor(async () => {
      expect((await vectorStoreFileProgress(client, address, signal)).progress).toBe(0.42)
    })
    expect((await retrieveVectorStore(client, vectorStoreId, signal)).file_counts.in_progress).toBe(1)
    expect(await vectorStoreFileContent(client, address, signal)).toEqual([])

    finish()
    await vi.waitFor(async () => {
      const { file, progress } = await vectorStoreFileProgress(client, address, signal)
      expect(file).toMatchObject({ status: 'completed', usage_bytes: text.length })
      expect(progress).toBeNull()
    })
    const parts = await vectorStoreFileContent(client, address, signal)
    expect(parts).toHaveLength(2)
    expect(parts.map((part) => part.text).join('')).toBe(text)
  })

  it('say which field of a search is wrong', async () => {
    const client = await memoryClient()
    const { id } = await createVectorStore(client, {}, signal)
    const error = await errorOf(searchVectorStore(client, id, { query: 'a', max_num_results: 51 }, signal))

    expect(error.data).toMatchObject({ kind: 'invalid', param: 'max_num_results' })
  })

  it('take files by the batch', async () => {
    const client = await memoryClient()
    const fileIds = [await upload(client, 'a.txt', 'a'), await upload(client, 'b.txt', 'b')]
    const { id: vectorStoreId } = await createVectorStore(client, {}, signal)
    const batch = await createFileBatch(client, vectorStoreId, { file_ids: fileIds }, signal)
    const address = { vectorStoreId, batchId: batch.id }
    await vi.waitFor(async () => {
      expect((await retrieveFileBatch(client, address, signal)).file_counts.completed).toBe(2)
    })

    const { items } = await listFileBatchFiles(client, address, { order: 'asc' }, signal)
    expect(items.map(({ id }) => id)).toEqual(fileIds)
    expect((await errorOf(cancelFileBatch(client, { ...address, batchId: 'vsfb_none' }, signal))).kind).toBe(
      'not-found',
    )
  })

  it('stop reading a batch', async () => {
    const reader: FileReader = {
      async *read(_file, _limits, stopped) {
        yield await new Promise((_resolve, reject) => stopped.addEventListener('abort', reject))
      },
    }
    const client = await memoryClient([], { reader })
    const fileIds = [await upload(client, 'a.txt', 'a')]
    const { id: vectorStoreId } = await createVectorStore(client, {}, signal)
    const { id: batchId } = await createFileBatch(client, vectorStoreId, { file_ids: fileIds }, signal)

    const cancelled = await cancelFileBatch(client, { vectorStoreId, batchId }, signal)
    expect(cancelled).toMatchObject({ status: 'cancelled', file_counts: { cancelled: 1 } })
  })
})
