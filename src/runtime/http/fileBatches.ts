import type { Hono } from 'hono'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { cancelFileBatch, createFileBatch, requireFileBatch } from '../db/fileBatches.ts'
import { fileRowId } from '../db/vectorStoreFiles.ts'
import { expireVectorStore } from '../db/vectorStores.ts'
import { createFileBatchSchema } from '../schemas/vectorStoreFiles.ts'
import { pageQuery, readPage } from './page.ts'
import { progressResponse, statusFilter } from './vectorStoreFiles.ts'

/** `/vector_stores/{id}/file_batches` */
export function fileBatchRoutes(app: Hono, { storage, clock, ingestion }: RuntimeContext): void {
  app.post('/vector_stores/:id/file_batches', async ({ req }) => {
    const body = await readBody(req.raw, createFileBatchSchema)
    const object = await createFileBatch(storage, req.param('id'), body, clock.now())
    ingestion.proceed()
    return progressResponse(object)
  })
  app.get('/vector_stores/:id/file_batches/:batchId', async ({ req }) => {
    const { id, batchId } = req.param()
    await expireVectorStore(storage, id, clock.now())
    const { object } = await storage.read(['vectorStores', 'fileBatches'], (tx) =>
      requireFileBatch(tx, id, batchId),
    )
    if (object.status === 'in_progress') ingestion.proceed()
    return progressResponse(object)
  })
  app.post('/vector_stores/:id/file_batches/:batchId/cancel', async ({ req }) => {
    const { id, batchId } = req.param()
    await expireVectorStore(storage, id, clock.now())
    const object = await cancelFileBatch(storage, id, batchId)
    ingestion.proceed()
    return Response.json(object)
  })
  app.get('/vector_stores/:id/file_batches/:batchId/files', async ({ req }) => {
    const { id, batchId } = req.param()
    const query = pageQuery(req.url)
    const filter = statusFilter(req.query('filter'))
    await expireVectorStore(storage, id, clock.now())
    const rowId = (fileId: string): string => fileRowId(id, fileId)
    const page = await storage.read(['vectorStores', 'vectorStoreFiles', 'fileBatches'], async (tx) => {
      await requireFileBatch(tx, id, batchId)
      return filter === undefined
        ? readPage(tx, { table: 'vectorStoreFiles', index: 'batch', prefix: [batchId], rowId }, query)
        : readPage(
            tx,
            { table: 'vectorStoreFiles', index: 'batchStatus', prefix: [batchId, filter], rowId },
            query,
          )
    })
    return Response.json(page)
  })
}
