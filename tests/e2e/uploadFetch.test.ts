import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withPage } from '../support/page.ts'
import type { Told, UploadOutcome } from '../support/uploadPageEntry.ts'
import { serveUploads, type UploadServer } from '../support/uploadServer.ts'

const LARGE_BYTES = 300 * 1024 ** 2
/** More than a connection takes in before its other end reads. */
const MEDIUM_BYTES = 32 * 1024 ** 2

let server: UploadServer
let folder: string

beforeAll(async () => {
  server = await serveUploads()
  folder = await mkdtemp(join(tmpdir(), 'skein-upload-'))
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** The page that uploads; browsers write every failed request to the console. */
function withUploadPage(use: (page: Page) => Promise<void>): Promise<void> {
  return withPage({ expectedErrors: /Failed to load resource|CORS policy/ }, async ({ page }) => {
    await server.open(page)
    await use(page)
  })
}

async function choose(page: Page, name: string, bytes: number): Promise<void> {
  const path = join(folder, name)
  await writeFile(path, '')
  await truncate(path, bytes)
  await page.locator('input').setInputFiles(path)
}

function upload(page: Page, path: string, stopAfterBytes?: number): Promise<UploadOutcome> {
  const options = stopAfterBytes === undefined ? {} : { stopAfterBytes }
  return page.evaluate(([baseURL, given]) => window.uploadPage.upload(baseURL, given), [
    server.url(path),
    options,
  ] as const)
}

type PostOptions = Parameters<Window['uploadPage']['post']>[2]

/** The same form, sent by the browser's own fetch and by ours. */
async function postBoth(page: Page, path: string, options: PostOptions = {}): Promise<[Told, Told]> {
  const post = (by: 'fetch' | 'upload'): Promise<Told> =>
    page.evaluate(([sender, url, given]) => window.uploadPage.post(sender, url, given), [
      by,
      server.url(path),
      options,
    ] as const)
  return [await post('fetch'), await post('upload')]
}

describe('an upload through the SDK', () => {
  it('sends 300 MB that the page does not read, and tells how much is sent', async () => {
    await withUploadPage(async (page) => {
      await choose(page, 'large.pdf', LARGE_BYTES)
      const { answer, failure, progress } = await upload(page, 'counts')
      const totals = new Set(progress.map(({ totalBytes }) => totalBytes))
      const sent = progress.map(({ sentBytes }) => sentBytes)
      expect(failure).toBeNull()
      expect(totals.size).toBe(1)
      const [total = 0] = totals
      expect(total).toBeGreaterThan(LARGE_BYTES)
      expect(answer).toMatchObject({ id: 'file-1', received: total })
      expect(sent.length).toBeGreaterThan(2)
      expect(sent).toEqual(sent.toSorted((a, b) => a - b))
      expect(sent[0]).toBeLessThan(total)
      expect(sent.at(-1)).toBe(total)
    })
  })

  it('sends the form and the headers of the client', async () => {
    await withUploadPage(async (page) => {
      await page
        .locator('input')
        .setInputFiles({ name: '笔记.md', mimeType: 'text/markdown', buffer: Buffer.from('words') })
      const { answer } = await upload(page, 'echoes')
      expect(answer).toMatchObject({
        method: 'POST',
        authorization: 'Bearer a key',
        fields: [
          ['file', '笔记.md', 'text/markdown', 'words'],
          ['purpose', 'assistants'],
        ],
      })
    })
  })

  it('stops when told to, for the server too', async () => {
    await withUploadPage(async (page) => {
      await choose(page, 'medium.pdf', MEDIUM_BYTES)
      const { failure, progress } = await upload(page, 'holds', 1)
      expect(failure).toMatchObject({ kind: 'aborted' })
      expect(progress.at(-1)?.sentBytes).toBeLessThan(MEDIUM_BYTES)
      await server.gone
    })
  })

  it('fails with what the server says', async () => {
    await withUploadPage(async (page) => {
      await choose(page, 'small.pdf', 1000)
      expect((await upload(page, 'refuses')).failure).toEqual({
        kind: 'rate-limit',
        detail: 'Too many files.',
        status: 429,
        code: 'rate_limit_exceeded',
        requestId: 'req_1',
        retryAfterMs: 7000,
      })
    })
  })

  it.each(['breaks', 'cuts'])('fails as unreachable where the server %s off', async (path) => {
    await withUploadPage(async (page) => {
      await choose(page, 'medium.pdf', MEDIUM_BYTES)
      expect((await upload(page, path)).failure).toMatchObject({ kind: 'unreachable' })
    })
  })
})

describe('createUploadFetch', () => {
  it('answers as fetch does', async () => {
    await withUploadPage(async (page) => {
      const [expected, answer] = await postBoth(page, 'echoes')
      expect(answer).toEqual(expected)
      expect(answer).toMatchObject({ status: 201, statusText: 'Created' })
      expect('headers' in answer && answer.headers).toContainEqual(['x-twice', 'a, b, c'])
      expect(JSON.parse('text' in answer ? answer.text : '')).toEqual({
        method: 'POST',
        extra: 'more',
        fields: [
          ['purpose', 'vision'],
          ['file', 'some “words”.md', 'text/markdown', 'some words'],
        ],
      })
    })
  })

  it.each(['saysNothing', 'refuses'])('answers as fetch does where the server %s', async (path) => {
    await withUploadPage(async (page) => {
      const [expected, answer] = await postBoth(page, path)
      expect(answer).toEqual(expected)
      expect(answer).toMatchObject(path === 'refuses' ? { status: 429 } : { status: 204, text: '' })
    })
  })

  it.each(['hides', 'breaks'])('throws what fetch throws where the server %s', async (path) => {
    await withUploadPage(async (page) => {
      const [expected, thrown] = await postBoth(page, path)
      expect(thrown).toEqual(expected)
      expect(thrown).toMatchObject({ isTypeError: true, message: 'Failed to fetch' })
    })
  })

  it.each(['aborted', 'timeout'] as const)('throws the reason of a signal, %s', async (signal) => {
    await withUploadPage(async (page) => {
      const [expected, thrown] = await postBoth(page, 'holds', { signal })
      expect(thrown).toEqual(expected)
      expect(thrown).toMatchObject({
        name: signal === 'aborted' ? 'AbortError' : 'TimeoutError',
        isReason: true,
      })
    })
  })

  it('throws what fetch throws for an address that is none', async () => {
    await withUploadPage(async (page) => {
      const told = await page.evaluate(() => window.uploadPage.post('upload', 'http://'))
      expect(told).toMatchObject({ isTypeError: true })
    })
  })

  it('leaves what is no form to fetch', async () => {
    await withUploadPage(async (page) => {
      const { text, told } = await page.evaluate(
        (url) => window.uploadPage.postText(url),
        server.url('echoes'),
      )
      expect(JSON.parse(text)).toEqual({ method: 'POST', text: 'a text' })
      expect(told).toBe(0)
    })
  })
})
