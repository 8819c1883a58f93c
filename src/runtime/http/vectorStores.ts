import type { Hono } from 'hono'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { requireRow } from '../db/rows.ts'
import {
  asOf,
  createVectorStore,
  deleteVectorStore,
  expireVectorStore,
  updateVectorStore,
} from '../db/vectorStores.ts'
import { queriesOf, searchStore } from '../retrieval/searchStore.ts'
import { createVectorStoreSchema, updateVectorStoreSchema } from '../schemas/vectorStores.ts'
import { searchSchema } from '../schemas/vectorStoreSearch.ts'
import { pageQuery, readPage } from './page.ts'

/** `/vector_stores` */
export function vectorStoreRoutes(app: Hono, context: RuntimeContext): void {
  const { storage, clock, ingestion } = context
  app.post('/vector_stores', async ({ req }) => {
    const body = await readBody(req.raw, createVectorStoreSchema)
    const object = await createVectorStore(storage, body, clock.now())
    ingestion.proceed()
    return Response.json(object)
  })
  app.get('/vector_stores', async ({ req }) => {
    const query = pageQuery(req.url)
    const page = await storage.read(['vectorStores'], (tx) =>
      readPage(tx, { table: 'vectorStores', index: 'all', prefix: [] }, query),
    )
    return Response.json({ ...page, data: page.data.map((store) => asOf(store, clock.now())) })
  })
  app.get('/vector_stores/:id', async ({ req }) => {
    const row = await storage.read(['vectorStores'], (tx) => requireRow(tx, 'vectorStores', req.param('id')))
    return Response.json(asOf(row.object, clock.now()))
  })
  app.post('/vector_stores/:id', async ({ req }) => {
    const changes = await readBody(req.raw, updateVectorStoreSchema)
    await expireVectorStore(storage, req.param('id'), clock.now())
    return Response.json(await updateVectorStore(storage, req.param('id'), changes))
  })
  app.delete('/vector_stores/:id', async ({ req }) => {
    const deleted = await deleteVectorStore(storage, req.param('id'))
    ingestion.proceed()
    return Response.json(deleted)
  })
  app.post('/vector_stores/:id/search', async ({ req }) => {
    const search = await readBody(req.raw, searchSchema)
    const hits = await searchStore(context, req.param('id'), search)
    return Response.json({
      object: 'vector_store.search_results.page',
      search_query: queriesOf(search),
      data: hits.map(({ file_id, filename, score, attributes, content }) => ({
        file_id,
        filename,
        score,
        attributes,
        content,
      })),
      has_more: false,
      next_page: null,
    })
  })
}
