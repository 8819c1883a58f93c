import { toFile, toStreamingFile } from 'openai'
import type { FileCreateParams, FileObject, FilePurpose } from 'openai/resources/files'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'

const HOUR = 3600
const DAY = 24 * HOUR

export const filesContract: ContractSuite = (target) => {
  async function upload(
    text: string,
    { name = 'notes.txt', ...params }: Partial<FileCreateParams> & { name?: string } = {},
  ): Promise<FileObject> {
    const file = await toFile(new Blob([text]), name)
    return target().client.files.create({ file, purpose: 'vision', ...params })
  }

  const namesOf = (files: readonly FileObject[]): string[] => files.map(({ filename }) => filename)

  describe('files', () => {
    it('are uploaded and retrieved', async () => {
      const file = await upload('héllo', { purpose: 'assistants' })
      expect(file).toMatchObject({
        id: expect.stringMatching(/^file-/),
        object: 'file',
        bytes: 6,
        filename: 'notes.txt',
        purpose: 'assistants',
        status: 'processed',
      })
      expect(Math.abs(file.created_at - Date.now() / 1000)).toBeLessThan(60)
      expect(file.expires_at ?? null).toBeNull()
      expect(await target().client.files.retrieve(file.id)).toEqual(file)
      expect(await target().client.files.waitForProcessing(file.id)).toEqual(file)
    })

    it.each(['文件 ü 🙂.txt', "it's (1).txt", 'no-extension', '.hidden', 'a;b=c, d.txt'])(
      'keep the name %s',
      async (name) => {
        const file = await upload('x', { name })
        expect(file.filename).toBe(name)
        expect((await target().client.files.retrieve(file.id)).filename).toBe(name)
      },
    )

    it('hand out every byte as it came', async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256)
      const file = await target().client.files.create({
        file: await toFile(new Blob([bytes, '\r\n--boundary--\r\n']), 'picture.bin'),
        purpose: 'vision',
      })
      const answer = await target().client.files.content(file.id)
      const content = new Uint8Array(await answer.arrayBuffer())
      expect(content.length).toBe(file.bytes)
      expect(content.subarray(0, bytes.length)).toEqual(bytes)
    })

    it('take streams', async () => {
      const stream = new Blob(['one ', 'two']).stream()
      const file = await target().client.files.create({
        file: toStreamingFile(stream, 'stream.txt'),
        purpose: 'vision',
      })
      expect(file).toMatchObject({ filename: 'stream.txt', bytes: 7 })
      expect(await (await target().client.files.content(file.id)).text()).toBe('one two')
    })

    it.each(['assistants', 'user_data'] as const)(
      'are not handed out when their purpose is %s',
      async (purpose) => {
        const file = await upload('secret', { purpose })
        await expect(target().client.files.content(file.id)).rejects.toMatchObject({
          status: 400,
          type: 'invalid_request_error',
          message: expect.stringContaining(`Not allowed to download files of purpose: ${purpose}`),
        })
      },
    )

    it('are listed newest first, page by page, to the end', async () => {
      const made = []
      for (const name of ['a.txt', 'b.txt', 'c.txt']) made.push(await upload('x', { name }))
      const first = await target().client.files.list({ limit: 2 })
      expect(namesOf(first.data)).toEqual(['c.txt', 'b.txt'])
      expect(first.has_more).toBe(true)
      const all = await collect(target().client.files.list({ limit: 2 }))
      expect(all.slice(0, 3)).toEqual(made.reverse())
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    })

    it('are listed oldest first, after one of them', async () => {
      const [a, b] = [await upload('x', { name: 'a' }), await upload('x', { name: 'b' })]
      const page = await target().client.files.list({ order: 'asc', after: a.id })
      expect(page.data[0]).toEqual(b)
    })

    it('are listed by purpose', async () => {
      const batch = await upload('{}', { purpose: 'batch', name: 'batch.jsonl' })
      const vision = await upload('x')
      const listed = (await collect(target().client.files.list({ purpose: 'batch' }))).map(({ id }) => id)
      expect(listed).toContain(batch.id)
      expect(listed).not.toContain(vision.id)
    })

    it('expire when they are told to, those of batches by themselves', async () => {
      const file = await upload('x', { expires_after: { anchor: 'created_at', seconds: HOUR } })
      expect(file.expires_at).toBe(file.created_at + HOUR)
      const batch = await upload('{}', { purpose: 'batch', name: 'b.jsonl' })
      expect(batch.expires_at).toBe(batch.created_at + 30 * DAY)
    })

    it('are deleted', async () => {
      const file = await upload('x')
      const { files } = target().client
      expect(await files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true })
      await expect(files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
      await expect(files.content(file.id)).rejects.toMatchObject({ status: 404 })
      await expect(files.delete(file.id)).rejects.toMatchObject({ status: 404 })
      expect((await files.list()).data.map(({ id }) => id)).not.toContain(file.id)
    })

    it('leave all vector stores when they are deleted', async () => {
      const { client } = target()
      const file = await upload('The sea is blue.', { purpose: 'assistants' })
      const store = await client.vectorStores.create({})
      await client.vectorStores.files.createAndPoll(store.id, { file_id: file.id })
      expect((await client.vectorStores.retrieve(store.id)).file_counts.total).toBe(1)
      await client.files.delete(file.id)
      expect((await client.vectorStores.files.list(store.id)).data).toEqual([])
      expect(await client.vectorStores.retrieve(store.id)).toMatchObject({
        file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
        usage_bytes: 0,
      })
    })

    it.each([
      ['purpose', { purpose: 'homework' as FilePurpose }],
      ['expires_after.seconds', { expires_after: { anchor: 'created_at' as const, seconds: HOUR - 1 } }],
      ['expires_after.seconds', { expires_after: { anchor: 'created_at' as const, seconds: 30 * DAY + 1 } }],
      [
        'expires_after.anchor',
        { expires_after: { anchor: 'last_active_at' as 'created_at', seconds: HOUR } },
      ],
    ])('refuse a wrong %s', async (param, fields) => {
      await expect(upload('x', fields)).rejects.toMatchObject({ status: 400, param })
    })

    it.each([
      ['file', { purpose: 'vision' }],
      ['file', { purpose: 'vision', file: 'not a file' }],
      ['purpose', { file: new Blob(['x']) }],
      ['colour', { file: new Blob(['x']), purpose: 'vision', colour: 'red' }],
    ])('refuse a form with a missing, wrong or unknown %s', async (param, fields) => {
      const body = new FormData()
      for (const [name, value] of Object.entries<string | Blob>(fields)) body.append(name, value)
      const answer = await target().fetch('/files', { method: 'POST', body })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error', param } })
    })

    it('refuse an empty file', async () => {
      await expect(upload('')).rejects.toMatchObject({ status: 400 })
    })

    it.each([
      ['JSON', 'application/json', '{"purpose":"vision"}'],
      ['a form without a boundary', 'multipart/form-data', 'file'],
      ['a truncated form', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; na'],
    ])('refuse %s', async (_, type, body) => {
      const answer = await target().fetch('/files', {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({
        error: { type: 'invalid_request_error', message: expect.any(String) },
      })
    })

    it.each([{ limit: 0 }, { limit: 10_001 }, { order: 'up' as 'asc' }])(
      'are not listed with %j',
      async (query) => {
        await expect(target().client.files.list(query)).rejects.toMatchObject({
          status: 400,
          param: Object.keys(query)[0],
        })
      },
    )
  })
}
