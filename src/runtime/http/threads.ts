import type { Hono } from 'hono'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { requireRow } from '../db/rows.ts'
import { createThread, deleteThread, updateThread } from '../db/threads.ts'
import { createThreadSchema, updateThreadSchema } from '../schemas/threads.ts'

/** `/threads`. They are not listed: OpenAI never had that. */
export function threadRoutes(
  app: Hono,
  { storage, clock, engine, ingestion, interpreter }: RuntimeContext,
): void {
  app.post('/threads', async ({ req }) => {
    const body = await readBody(req.raw, createThreadSchema, {})
    const thread = await createThread(storage, body, clock.now())
    ingestion.proceed()
    return Response.json(thread)
  })
  app.get('/threads/:id', async ({ req }) => {
    const row = await storage.read(['threads'], (tx) => requireRow(tx, 'threads', req.param('id')))
    return Response.json(row.object)
  })
  app.post('/threads/:id', async ({ req }) => {
    const changes = await readBody(req.raw, updateThreadSchema)
    return Response.json(await updateThread(storage, { id: req.param('id'), changes }, clock.now()))
  })
  app.delete('/threads/:id', async ({ req }) => {
    const { deleted, liveRunId } = await deleteThread(storage, req.param('id'))
    if (liveRunId !== null) engine.proceed(liveRunId)
    interpreter?.restart(req.param('id'))
    return Response.json(deleted)
  })
}
