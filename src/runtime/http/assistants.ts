import type { Hono } from 'hono'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { createAssistant, deleteAssistant, updateAssistant } from '../db/assistants.ts'
import { requireRow } from '../db/rows.ts'
import { createAssistantSchema, updateAssistantSchema } from '../schemas/assistants.ts'
import { pageQuery, readPage } from './page.ts'

/** `/assistants` */
export function assistantRoutes(app: Hono, { storage, clock, ingestion }: RuntimeContext): void {
  app.post('/assistants', async ({ req }) => {
    const body = await readBody(req.raw, createAssistantSchema)
    const assistant = await createAssistant(storage, body, clock.now())
    ingestion.proceed()
    return Response.json(assistant)
  })
  app.get('/assistants', async ({ req }) => {
    const query = pageQuery(req.url)
    const page = await storage.read(['assistants'], (tx) =>
      readPage(tx, { table: 'assistants', index: 'all', prefix: [] }, query),
    )
    return Response.json(page)
  })
  app.get('/assistants/:id', async ({ req }) => {
    const row = await storage.read(['assistants'], (tx) => requireRow(tx, 'assistants', req.param('id')))
    return Response.json(row.object)
  })
  app.post('/assistants/:id', async ({ req }) => {
    const changes = await readBody(req.raw, updateAssistantSchema)
    return Response.json(await updateAssistant(storage, { id: req.param('id'), changes }, clock.now()))
  })
  app.delete('/assistants/:id', async ({ req }) =>
    Response.json(await deleteAssistant(storage, req.param('id'))),
  )
}
