import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError, errorResponse } from '@/http/errors.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { createFile, requireFile, sweepExpiredFiles } from '@/runtime/db/files.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { fileRoutes } from '@/runtime/http/files.ts'
import type { RuntimeContext } from '@/runtime/context.ts'
import type { FileObject } from '@/runtime/wire.ts'

const HOUR = 3600

let storage: Storage
let now: number
let app: Hono

beforeEach(() => {
  storage = createMemoryStorage()
  now = 1_800_000_000_000
  app = new Hono()
  app.onError((error) => errorResponse(error instanceof ApiError ? error : new ApiError(500, error.message)))
  fileRoutes(app, { storage, clock: { now: () => now } } as RuntimeContext)
})

const create = (changes: Partial<Parameters<typeof createFile>[1]> = {}): Promise<FileObject> =>
  createFile(
    storage,
    { blob: new Blob(['x']), filename: 'a.txt', purpose: 'vision', expiresAfterSeconds: null, ...changes },
    now,
  )

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const answer = await app.request(path)
  return { status: answer.status, body: await answer.json() }
}

const contentOf = (id: string): Promise<unknown> => storage.read(['contents'], (tx) => tx.get('contents', id))

it.each(['abc', '', '1.5e3x', '3600.5'])('a file cannot be kept for %j seconds', async (seconds) => {
  const body = new FormData()
  body.set('file', new File(['x'], 'x.txt'))
  body.set('purpose', 'vision')
  body.set('expires_after[anchor]', 'created_at')
  body.set('expires_after[seconds]', seconds)
  const answer = await app.request('/files', { method: 'POST', body })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({
    error: {
      param: 'expires_after.seconds',
      code: 'invalid_type',
      message: "Invalid type for 'expires_after.seconds': expected an integer, but got a string instead.",
    },
  })
})

describe('a file that has expired', () => {
  it('is there until its second', async () => {
    const file = await create({ expiresAfterSeconds: HOUR })
    now += HOUR * 1000 - 1
    expect(await get(`/files/${file.id}`)).toEqual({ status: 200, body: file })
  })

  it.each(['', '/content'])('is gone at its second, with its bytes (%s)', async (path) => {
    const file = await create({ expiresAfterSeconds: HOUR })
    now += HOUR * 1000
    expect(await get(`/files/${file.id}${path}`)).toMatchObject({
      status: 404,
      body: { error: { message: `No file found with id '${file.id}'.` } },
    })
    expect(await contentOf(file.id)).toBeUndefined()
  })

  it('cannot be deleted any more', async () => {
    const file = await create({ expiresAfterSeconds: HOUR })
    now += HOUR * 1000
    expect((await app.request(`/files/${file.id}`, { method: 'DELETE' })).status).toBe(404)
  })

  it('is not listed, and swept away', async () => {
    const brief = await create({ expiresAfterSeconds: HOUR })
    const lasting = await create()
    now += HOUR * 1000
    expect(await get('/files')).toMatchObject({ status: 200, body: { data: [lasting] } })
    expect(await contentOf(brief.id)).toBeUndefined()
  })

  it('is not there for others, even before it is swept away', async () => {
    const file = await create({ expiresAfterSeconds: HOUR })
    const find = (nowMs: number): Promise<unknown> =>
      storage.read(['files'], (tx) => requireFile(tx, file.id, nowMs))
    expect(await find(now)).toMatchObject({ object: file })
    await expect(find(now + HOUR * 1000)).rejects.toMatchObject({ status: 404 })
  })
})

describe('sweepExpiredFiles', () => {
  it('leaves what has not expired', async () => {
    const files = [await create(), await create({ expiresAfterSeconds: 2 * HOUR })]
    const brief = await create({ expiresAfterSeconds: HOUR })
    await sweepExpiredFiles(storage, now + HOUR * 1000)
    for (const { id } of files) expect(await contentOf(id)).toBeDefined()
    expect(await contentOf(brief.id)).toBeUndefined()
  })
})

describe('the content of a file', () => {
  it('is sent with its type, to be saved', async () => {
    const blob = new Blob(['ü'], { type: 'text/plain;charset=utf-8' })
    const file = await create({ blob, filename: `it's "ü" (1).txt` })
    const { headers } = await app.request(`/files/${file.id}/content`)
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'text/plain;charset=utf-8',
      'content-length': '2',
      'content-disposition': `attachment; filename*=UTF-8''it%27s%20%22%C3%BC%22%20%281%29.txt`,
      'x-content-type-options': 'nosniff',
    })
  })

  it('is bytes where the type is not known', async () => {
    const file = await create({ filename: 'half \ud800' })
    const answer = await app.request(`/files/${file.id}/content`)
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(await answer.text()).toBe('x')
  })

  it.each<[FileObject['purpose'], number]>([
    ['assistants', 400],
    ['user_data', 400],
    ['vision', 200],
    ['assistants_output', 200],
    ['batch', 200],
    ['batch_output', 200],
    ['fine-tune', 200],
    ['fine-tune-results', 200],
    ['evals', 200],
  ])('of the purpose %s answers %i', async (purpose, status) => {
    const file = await create({ purpose })
    expect((await app.request(`/files/${file.id}/content`)).status).toBe(status)
  })
})

describe('an upload', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
    Promise.resolve(app.request('/files', { method: 'POST', body, headers }))

  async function sendName(name: string): Promise<unknown> {
    const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\nx\r\n`
    const answer = await post(
      `${head}--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nvision\r\n--b--\r\n`,
      {
        'content-type': 'multipart/form-data; boundary=b',
      },
    )
    return answer.json()
  }

  it.each([
    ['plain.txt', 'plain.txt'],
    ['say %22hi%22.txt', 'say "hi".txt'],
    ['文件.txt', '文件.txt'],
    ['../../up.txt', 'up.txt'],
    ['', 'unknown_file'],
  ])('sent as %j is called %j', async (sent, filename) => {
    expect(await sendName(sent)).toMatchObject({ filename })
  })

  it('that says to be too long is not read', async () => {
    const tooLong = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(2 ** 30) }
    expect((await post('x', tooLong)).status).toBe(413)
  })

  it.each<[FileObject['purpose'], number, number]>([
    ['batch', 200, 200],
    ['batch', 201, 413],
    ['vision', 512, 200],
    ['vision', 513, 413],
  ])('for %s of %i MiB answers %i', async (purpose, size, status) => {
    const file = Object.defineProperty(new Blob(['x']), 'size', { value: size * 1024 ** 2 })
    const request = new Request('https://skein.test/files', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
    })
    Object.defineProperty(request, 'formData', {
      value: () => Promise.resolve(Object.entries({ file, purpose })),
    })
    expect((await app.request(request)).status).toBe(status)
  })
})

describe('a list of files', () => {
  it('is not led by `before`', async () => {
    const files = [await create(), await create(), await create()]
    expect(await get(`/files?before=${files[1]?.id}`)).toMatchObject({ body: { data: files.toReversed() } })
  })

  it('of an unknown purpose is empty', async () => {
    await create()
    expect(await get('/files?purpose=homework')).toEqual({
      status: 200,
      body: { object: 'list', data: [], has_more: false },
    })
  })
})
