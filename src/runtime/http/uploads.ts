import type { Hono } from 'hono'
import { PART_BYTES } from '../../facts/limits.ts'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { addPart, cancelUpload, completeUpload, createUpload } from '../db/uploads.ts'
import { completeUploadSchema, createPartSchema, createUploadSchema } from '../schemas/uploads.ts'
import { baseName, readForm, requireSize } from './multipart.ts'

/** `/uploads` */
export function uploadRoutes(app: Hono, { storage, clock }: RuntimeContext): void {
  app.post('/uploads', async ({ req }) => {
    const body = await readBody(req.raw, createUploadSchema)
    const params = { ...body, filename: baseName(body.filename) }
    return Response.json(await createUpload(storage, params, clock.now()))
  })
  app.post('/uploads/:id/parts', async ({ req }) => {
    const { data } = await readForm(req.raw, createPartSchema, PART_BYTES)
    requireSize(data.size, PART_BYTES)
    return Response.json(await addPart(storage, req.param('id'), data, clock.now()))
  })
  app.post('/uploads/:id/complete', async ({ req }) => {
    const body = await readBody(req.raw, completeUploadSchema)
    return Response.json(await completeUpload(storage, req.param('id'), body, clock.now()))
  })
  app.post('/uploads/:id/cancel', async ({ req }) =>
    Response.json(await cancelUpload(storage, req.param('id'), clock.now())),
  )
}
