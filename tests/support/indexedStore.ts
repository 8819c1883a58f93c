import type { Passage } from '../../src/ingest/types.ts'
import { searchWords } from '../../src/domain/searchWords.ts'
import { dropFile, INDEX_TABLES, indexBatch } from '../../src/runtime/retrieval/indexing.ts'
import { putPassages } from '../../src/runtime/db/passages.ts'
import { fileRowId } from '../../src/runtime/db/vectorStoreFiles.ts'
import type { Storage } from '../../src/runtime/db/port.ts'
import type { Tables } from '../../src/runtime/db/tables.ts'
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
      await putPassages(tx, { rowId, storeId, first }, placed(texts))
    })
  }
  await storage.write(['vectorStoreFiles', 'files'], async (tx) => {
    const stored = storedFile({ storeId, fileId, attributes, status })
    await tx.put('vectorStoreFiles', stored.row)
    await tx.put('files', stored.file)
  })
}

/** The rows of a file, and of its place in a store. */
export function storedFile({
  storeId,
  fileId,
  attributes = {},
  status = 'completed',
}: Omit<IndexedText, 'passages' | 'batch'>): { row: Tables['vectorStoreFiles']; file: Tables['files'] } {
  const row = storeFileRow(fileRowId(storeId, fileId), { vectorStoreId: storeId, fileId, status })
  const object = {
    id: fileId,
    object: 'file' as const,
    bytes: 0,
    created_at: 1_700_000_000,
    filename: `${fileId}.txt`,
    purpose: 'assistants' as const,
    status: 'processed' as const,
  }
  return {
    row: { ...row, object: { ...row.object, id: fileId, attributes } },
    file: { id: fileId, position: 1, purpose: 'assistants', object },
  }
}

/** Takes a file out of the index, as its removal from the store does. */
export async function dropIndexedFile(storage: Storage, storeId: string, fileId: string): Promise<void> {
  const rowId = fileRowId(storeId, fileId)
  await storage.write([...INDEX_TABLES, 'vectorStoreFiles'], async (tx) => {
    await dropFile(tx, { rowId, storeId })
    await tx.delete('vectorStoreFiles', rowId)
  })
}

/** Texts as one, with an empty line between two. */
export function placed(texts: readonly string[]): { text: string; start: number; passages: Passage[] } {
  let end = -2
  const passages = texts.map((text) => {
    const start = end + 2
    end = start + text.length
    return { start, end, page: null, headings: [] }
  })
  return { text: texts.join('\n\n'), start: 0, passages }
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
