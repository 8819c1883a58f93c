import type { Tables } from '@/runtime/db/tables.ts'

type VectorStoreFileRow = Tables['vectorStoreFiles']
type UploadPartRow = Tables['uploadParts']

/** A file of the vector store `vs_1`, that came alone, at position 1. */
export function storeFileRow(id: string, changes: Partial<VectorStoreFileRow> = {}): VectorStoreFileRow {
  const row = { vectorStoreId: 'vs_1', status: 'in_progress' as const, ...changes }
  return {
    id,
    position: 1,
    fileId: `file-${id}`,
    batchId: '',
    object: {
      id: `file-${id}`,
      object: 'vector_store.file',
      created_at: 1_700_000_000,
      vector_store_id: row.vectorStoreId,
      status: row.status,
      usage_bytes: 0,
      last_error: null,
    },
    ...row,
  }
}

/** A part of the upload `upload_1`. */
export function uploadPartRow(id: string, position: number, bytes: BlobPart = id): UploadPartRow {
  return {
    id,
    position,
    uploadId: 'upload_1',
    blob: new Blob([bytes], { type: 'application/octet-stream' }),
    object: { id, object: 'upload.part', created_at: 1_700_000_000, upload_id: 'upload_1' },
  }
}

/** A passage of that text, of a file of the vector store `vs_1`. */
export function storedText({ id, text }: { id: string; text: string }): Tables['passages'] {
  return { id, position: 0, rowId: 'vs_1/file-1', storeId: 'vs_1', text, start: 0, passages: [] }
}
