import type { Hono } from 'hono'
import { maxBytesOf } from '../../domain/fileChecks.ts'
import { OWN_CONTENT_HEADER } from '../../domain/filePurpose.ts'
import { FILE_BYTES, FILES_LISTED } from '../../facts/limits.ts'
import type { RuntimeContext } from '../context.ts'
import { createFile, deleteFile, readContent, readFile, sweepExpiredFiles } from '../db/files.ts'
import { createFileSchema } from '../schemas/files.ts'
import { filenameOf, readForm, requireSize } from './multipart.ts'
import { pageQuery, readPage, type ListSource } from './page.ts'

/** `/files` */
export function fileRoutes(app: Hono, { storage, clock, ingestion }: RuntimeContext): void {
  app.post('/files', async ({ req }) => {
    const { file, purpose, expires_after } = await readForm(req.raw, createFileSchema, FILE_BYTES)
    requireSize(file.size, maxBytesOf(purpose))
    const filename = filenameOf(file)
    const expiresAfterSeconds = expires_after?.seconds ?? null
    const object = await createFile(
      storage,
      { blob: file, filename, purpose, expiresAfterSeconds },
      clock.now(),
    )
    return Response.json(object)
  })
  app.get('/files', async ({ req }) => {
    const query = { ...pageQuery(req.url, { max: FILES_LISTED, preset: FILES_LISTED }), before: undefined }
    await sweepExpiredFiles(storage, clock.now())
    return Response.json(
      await storage.read(['files'], (tx) => readPage(tx, listedBy(req.query('purpose')), query)),
    )
  })
  app.get('/files/:id', async ({ req }) =>
    Response.json(await readFile(storage, req.param('id'), clock.now())),
  )
  app.delete('/files/:id', async ({ req }) => {
    const deleted = await deleteFile(storage, req.param('id'), clock.now())
    ingestion.proceed()
    return Response.json(deleted)
  })
  app.get('/files/:id/content', async ({ req }) => {
    const asked = { id: req.param('id'), isOwner: req.header(OWN_CONTENT_HEADER) !== undefined }
    const { object, blob } = await readContent(storage, asked, clock.now())
    return contentResponse(blob, object.filename)
  })
}

function listedBy(purpose: string | undefined): ListSource<'files'> {
  const isAny = purpose === undefined || purpose === ''
  return isAny
    ? { table: 'files', index: 'all', prefix: [] }
    : { table: 'files', index: 'purpose', prefix: [purpose] }
}

/** The bytes, to be saved and never to be shown as a page of this origin. */
function contentResponse(blob: Blob, filename: string): Response {
  // RFC 8187 leaves fewer characters unescaped than encodeURIComponent does.
  const name = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  )
  return new Response(blob, {
    headers: {
      'content-type': blob.type === '' ? 'application/octet-stream' : blob.type,
      'content-length': String(blob.size),
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    },
  })
}
