import type { Hono } from 'hono'
import * as v from 'valibot'
import { checked, readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { requireRow } from '../db/rows.ts'
import { fileRowId, removeStoreFile, requireStoreFile, updateFileAttributes } from '../db/vectorStoreFiles.ts'
import { addFileToStore, expireVectorStore, VECTOR_STORE_TABLES } from '../db/vectorStores.ts'
import { addFileSchema, updateAttributesSchema } from '../schemas/vectorStoreFiles.ts'
import { pageQuery, readPage } from './page.ts'
import type { ListSource } from './page.ts'

const POLL_AFTER_MS = 100

/** `/vector_stores/{id}/files` */
export function vectorStoreFileRoutes(app: Hono, { storage, clock, ingestion }: RuntimeContext): void {
  app.post('/vector_stores/:id/files', async ({ req }) => {
    const body = await readBody(req.raw, addFileSchema)
    const object = await storage.write(VECTOR_STORE_TABLES, (tx) =>
      addFileToStore(tx, req.param('id'), body, clock.now()),
    )
    ingestion.proceed()
    return progressResponse(object)
  })
  app.get('/vector_stores/:id/files', async ({ req }) => {
    const storeId = req.param('id')
    const query = pageQuery(req.url)
    const filter = statusFilter(req.query('filter'))
    await expireVectorStore(storage, storeId, clock.now())
    const page = await storage.read(['vectorStores', 'vectorStoreFiles'], async (tx) => {
      await requireRow(tx, 'vectorStores', storeId)
      return readPage(tx, filesSource(storeId, filter), query)
    })
    return Response.json(page)
  })
  app.get('/vector_stores/:id/files/:fileId', async ({ req }) => {
    const { id, fileId } = req.param()
    await expireVectorStore(storage, id, clock.now())
    const row = await storage.read(['vectorStores', 'vectorStoreFiles'], (tx) =>
      requireStoreFile(tx, id, fileId),
    )
    if (row.status === 'in_progress') ingestion.proceed()
    return progressResponse(row.object)
  })
  app.post('/vector_stores/:id/files/:fileId', async ({ req }) => {
    const { attributes } = await readBody(req.raw, updateAttributesSchema)
    const { id, fileId } = req.param()
    await expireVectorStore(storage, id, clock.now())
    return Response.json(await updateFileAttributes(storage, { storeId: id, fileId }, attributes))
  })
  app.delete('/vector_stores/:id/files/:fileId', async ({ req }) => {
    const { id, fileId } = req.param()
    await expireVectorStore(storage, id, clock.now())
    const deleted = await removeStoreFile(storage, id, fileId)
    ingestion.proceed()
    return Response.json(deleted)
  })
  app.get('/vector_stores/:id/files/:fileId/content', async ({ req }) => {
    const { id, fileId } = req.param()
    await expireVectorStore(storage, id, clock.now())
    const stored = await storage.read(['vectorStores', 'vectorStoreFiles', 'texts'], async (tx) =>
      tx.get('texts', (await requireStoreFile(tx, id, fileId)).id),
    )
    return Response.json({
      object: 'vector_store.file_content.page',
      data: stored === undefined ? [] : [{ type: 'text', text: stored.text }],
      has_more: false,
      next_page: null,
    })
  })
}

type StatusFilter = 'in_progress' | 'completed' | 'failed' | 'cancelled'

/** The status that a list of files is narrowed to. @throws ApiError 400 naming `filter` */
export function statusFilter(filter: string | undefined): StatusFilter | undefined {
  const statuses = v.picklist(['in_progress', 'completed', 'failed', 'cancelled'])
  const query = filter === undefined || filter === '' ? {} : { filter }
  return checked(v.object({ filter: v.exactOptional(statuses) }), query).filter
}

function filesSource(storeId: string, filter: StatusFilter | undefined): ListSource<'vectorStoreFiles'> {
  const rowId = (fileId: string): string => fileRowId(storeId, fileId)
  return filter === undefined
    ? { table: 'vectorStoreFiles', index: 'store', prefix: [storeId], rowId }
    : { table: 'vectorStoreFiles', index: 'storeStatus', prefix: [storeId, filter], rowId }
}

/** A file or a batch; one that is still being read says when to ask again. */
export function progressResponse(object: { status: string }): Response {
  const headers = { 'openai-poll-after-ms': String(POLL_AFTER_MS) }
  return Response.json(object, object.status === 'in_progress' ? { headers } : {})
}
