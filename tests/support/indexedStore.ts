import type { Passage } from '@/ingest/types.ts'
import { searchWords } from '@/domain/searchWords.ts'
import { dropFile, INDEX_TABLES, indexBatch } from '@/runtime/retrieval/indexing.ts'
import { fileRowId } from '@/runtime/db/vectorStoreFiles.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { storeFileRow } from './storedRows.ts'

/** Puts an empty vector store into a storage. */
export async function putStore(storage: Storage, storeId: string): Promise<void> {
  await storage.write(['vectorStores'], (tx) =>
    tx.put('vectorStores', {
      id: storeId,
      position: 1,
      object: {
        id: storeId,
        object: 'vector_store',
        created_at: 1_700_000_000,
        last_active_at: 1_700_000_000,
        name: '',
        usage_bytes: 0,
        file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
        status: 'completed',
        metadata: {},
      },
    }),
  )
}

export interface IndexedText {
  storeId: string
  fileId: string
  /** The texts of its passages. */
  passages: readonly string[]
  /** How many passages are indexed at once. */
  batch?: number
  attributes?: Record<string, string | number | boolean>
  status?: 'completed' | 'in_progress'
}

/** Puts a file into a vector store as ingestion leaves it: read, cut into these passages, and indexed. */
export async function putIndexedFile(storage: Storage, file: IndexedText): Promise<void> {
  const { storeId, fileId, passages, batch = 200, attributes = {}, status = 'completed' } = file
  const rowId = fileRowId(storeId, fileId)
  for (let first = 0; first < passages.length; first += batch) {
    const texts = passages.slice(first, first + batch)
    await storage.write([...INDEX_TABLES, 'passages'], async (tx) => {
      await indexBatch(tx, { rowId, storeId }, { firstPassage: first, ...countWords(texts) })
      await tx.put('passages', {
        id: `${rowId}#${first}`,
        rowId,
        storeId,
        position: first,
        start: 0,
        ...placed(texts),
      })
    })
  }
  await storage.write(['vectorStoreFiles', 'files'], async (tx) => {
    const row = storeFileRow(rowId, { vectorStoreId: storeId, fileId, status })
    await tx.put('vectorStoreFiles', { ...row, object: { ...row.object, id: fileId, attributes } })
    await tx.put('files', {
      id: fileId,
      position: 1,
      purpose: 'assistants',
      object: {
        id: fileId,
        object: 'file',
        bytes: 0,
        created_at: 1_700_000_000,
        filename: `${fileId}.txt`,
        purpose: 'assistants',
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- a file object without it does not fit its type.
        status: 'processed',
      },
    })
  })
}

/** Takes a file out of the index, as its removal from the store does. */
export async function dropIndexedFile(storage: Storage, storeId: string, fileId: string): Promise<void> {
  const rowId = fileRowId(storeId, fileId)
  await storage.write([...INDEX_TABLES, 'vectorStoreFiles'], async (tx) => {
    await dropFile(tx, { rowId, storeId })
    await tx.delete('vectorStoreFiles', rowId)
  })
}

function placed(texts: readonly string[]): { text: string; passages: Passage[] } {
  let end = -2
  const passages = texts.map((text) => {
    const start = end + 2
    end = start + text.length
    return { start, end, page: null, headings: [] }
  })
  return { text: texts.join('\n\n'), passages }
}

function countWords(texts: readonly string[]): { postings: Map<string, number[]>; lengths: number[] } {
  const postings = new Map<string, number[]>()
  const lengths = texts.map((text, index) => {
    const words = searchWords(text)
    for (const [word, { length }] of Map.groupBy(words, (word) => word)) {
      const list = postings.get(word) ?? []
      list.push(index, length)
      postings.set(word, list)
    }
    return words.length
  })
  return { postings, lengths }
}
