import type { Hono } from 'hono'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { createMessage, deleteMessage, requireMessage, updateMessage } from '../db/messages.ts'
import { requireRow } from '../db/rows.ts'
import { metadataOnlySchema } from '../schemas/common.ts'
import { createMessageSchema } from '../schemas/messages.ts'
import { pageQuery, readPage } from './page.ts'
import type { ListSource } from './page.ts'

/** `/threads/{thread_id}/messages` */
export function messageRoutes(app: Hono, { storage, clock, engine, ingestion }: RuntimeContext): void {
  app.post('/threads/:thread/messages', async ({ req }) => {
    const body = await readBody(req.raw, createMessageSchema)
    await engine.settleThread(req.param('thread'))
    const message = await createMessage(storage, req.param('thread'), body, clock.now())
    ingestion.proceed()
    return Response.json(message)
  })
  app.get('/threads/:thread/messages', async ({ req }) => {
    const query = pageQuery(req.url)
    const threadId = req.param('thread')
    const page = await storage.read(['threads', 'messages'], async (tx) => {
      await requireRow(tx, 'threads', threadId)
      return readPage(tx, sourceOf(threadId, req.query('run_id')), query)
    })
    return Response.json(page)
  })
  app.get('/threads/:thread/messages/:id', async ({ req }) => {
    const row = await storage.read(['threads', 'messages'], (tx) =>
      requireMessage(tx, req.param('thread'), req.param('id')),
    )
    return Response.json(row.object)
  })
  app.post('/threads/:thread/messages/:id', async ({ req }) => {
    const body = await readBody(req.raw, metadataOnlySchema)
    const ids = { threadId: req.param('thread'), id: req.param('id') }
    return Response.json(await updateMessage(storage, ids, body))
  })
  app.delete('/threads/:thread/messages/:id', async ({ req }) =>
    Response.json(await deleteMessage(storage, req.param('thread'), req.param('id'))),
  )
}

function sourceOf(threadId: string, runId = ''): ListSource<'messages'> {
  return runId === ''
    ? { table: 'messages', index: 'thread', prefix: [threadId] }
    : { table: 'messages', index: 'threadRun', prefix: [threadId, runId] }
}
