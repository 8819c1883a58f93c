import type { Hono } from 'hono'
import * as v from 'valibot'
import { checked, readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { requireRow } from '../db/rows.ts'
import { readText } from '../db/passages.ts'
import { fileRowId, removeStoreFile, requireStoreFile, updateFileAttributes } from '../db/vectorStoreFiles.ts'
import { addFileToStore, expireVectorStore, VECTOR_STORE_TABLES } from '../db/vectorStores.ts'
import { addFileSchema, updateAttributesSchema } from '../schemas/vectorStoreFiles.ts'
import { pageQuery, readPage } from './page.ts'
import type { ListSource } from './page.ts'

const POLL_AFTER_MS = 100
/** About how much text a page of a file's content has, in UTF-16 units: little enough to be sent at once. */
const CONTENT_PAGE = 500_000
/** `next_page` of the page before. */
const contentQuery = v.object({ page: v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)) })

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
    return progressResponse(row.object, row.reading?.progress)
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
    const { page: position } = checked(contentQuery, { page: req.query('page') ?? '0' })
    const { parts, next } = await storage.read(
      ['vectorStores', 'vectorStoreFiles', 'passages'],
      async (tx) => {
        const row = await requireStoreFile(tx, id, fileId)
        if (row.status !== 'completed') return { parts: [], next: null }
        return readText(tx, row.id, { position, size: CONTENT_PAGE })
      },
    )
    return Response.json({
      object: 'vector_store.file_content.page',
      data: parts.length === 0 ? [] : [{ type: 'text', text: parts.join('') }],
      has_more: next !== null,
      next_page: next === null ? null : String(next),
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

/** A file or a batch; one that is still being read says when to ask again, and a file how much of it has been read (0 to 1). */
export function progressResponse(object: { status: string }, progress?: number): Response {
  if (object.status !== 'in_progress') return Response.json(object)
  const headers = new Headers({ 'openai-poll-after-ms': String(POLL_AFTER_MS) })
  if (progress !== undefined) headers.set('skein-progress', progress.toFixed(3))
  return Response.json(object, { headers })
}
