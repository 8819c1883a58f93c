import { toFile } from 'openai'
import type { Upload } from 'openai/resources/uploads'
import { describe, expect, it } from 'vitest'
import type { ContractSuite } from '../../support/contractTarget.ts'

export const uploadsContract: ContractSuite = (target) => {
  const open = (bytes: number, changes = {}): Promise<Upload> =>
    target().client.uploads.create({
      filename: 'picture.png',
      purpose: 'vision',
      bytes,
      mime_type: 'image/png',
      ...changes,
    })

  async function addPart(upload: Upload, text: string): Promise<string> {
    const part = await target().client.uploads.parts.create(upload.id, {
      data: await toFile(new Blob([text])),
    })
    expect(part).toMatchObject({ object: 'upload.part', upload_id: upload.id })
    return part.id
  }

  const complete = (upload: Upload, part_ids: string[], md5?: string): Promise<Upload> =>
    target().client.uploads.complete(upload.id, { part_ids, ...(md5 !== undefined && { md5 }) })

  describe('uploads', () => {
    it('begin as pending and expire an hour later', async () => {
      const upload = await open(6)
      expect(upload).toMatchObject({
        id: expect.stringMatching(/^upload_/),
        object: 'upload',
        status: 'pending',
        filename: 'picture.png',
        purpose: 'vision',
        bytes: 6,
      })
      expect(upload.expires_at).toBe(upload.created_at + 3600)
      expect(upload.file ?? null).toBeNull()
    })

    it('become a file of the parts, in the order of completion', async () => {
      const { client } = target()
      const upload = await open(6, { expires_after: { anchor: 'created_at', seconds: 7200 } })
      const [def, abc] = [await addPart(upload, 'def'), await addPart(upload, 'abc')]
      const done = await complete(upload, [abc, def], 'e80b5017098950fc58aad83c8c14978e')
      expect(done).toMatchObject({
        id: upload.id,
        status: 'completed',
        bytes: 6,
        file: { object: 'file', filename: 'picture.png', purpose: 'vision', bytes: 6, status: 'processed' },
      })
      const { file } = done
      if (!file) throw new Error('no file')
      expect(file.expires_at).toBe(file.created_at + 7200)
      expect(await client.files.retrieve(file.id)).toEqual(file)
      expect(await (await client.files.content(file.id)).text()).toBe('abcdef')
    })

    it('take parts side by side, and leave out those that are not named', async () => {
      const upload = await open(3)
      const [, kept = ''] = await Promise.all(['one', 'two', 'three'].map((text) => addPart(upload, text)))
      const { file } = await complete(upload, [kept])
      expect(await (await target().client.files.content(file?.id ?? '')).text()).toBe('two')
    })

    it('are refused when the parts are not what was promised', async () => {
      const upload = await open(6)
      const [abc, def] = [await addPart(upload, 'abc'), await addPart(upload, 'def')]
      const foreign = await addPart(await open(3), 'xyz')
      await expect(complete(upload, [abc])).rejects.toMatchObject({ status: 400 })
      await expect(complete(upload, [abc, foreign])).rejects.toMatchObject({ status: 400 })
      await expect(complete(upload, [abc, abc])).rejects.toMatchObject({ status: 400 })
      await expect(complete(upload, [])).rejects.toMatchObject({ status: 400 })
      await expect(complete(upload, [abc, def], '0'.repeat(32))).rejects.toMatchObject({ status: 400 })
      expect(await complete(upload, [abc, def])).toMatchObject({ status: 'completed' })
    })

    it('are over once they are cancelled', async () => {
      const { client } = target()
      const upload = await open(3)
      const part = await addPart(upload, 'abc')
      expect(await client.uploads.cancel(upload.id)).toMatchObject({ id: upload.id, status: 'cancelled' })
      await expect(addPart(upload, 'abc')).rejects.toMatchObject({ status: 400 })
      await expect(complete(upload, [part])).rejects.toMatchObject({ status: 400 })
      await expect(client.uploads.cancel(upload.id)).rejects.toMatchObject({ status: 400 })
    })

    it('are over once they are completed', async () => {
      const { client } = target()
      const upload = await open(3)
      const part = await addPart(upload, 'abc')
      await complete(upload, [part])
      await expect(addPart(upload, 'abc')).rejects.toMatchObject({ status: 400 })
      await expect(complete(upload, [part])).rejects.toMatchObject({ status: 400 })
      await expect(client.uploads.cancel(upload.id)).rejects.toMatchObject({ status: 400 })
    })

    it('do not exist under unknown ids', async () => {
      const upload = { ...(await open(1)), id: 'upload_unknown' }
      await expect(addPart(upload, 'a')).rejects.toMatchObject({ status: 404 })
      await expect(complete(upload, [])).rejects.toMatchObject({ status: 404 })
      await expect(target().client.uploads.cancel(upload.id)).rejects.toMatchObject({ status: 404 })
    })

    it.each([
      ['bytes', { bytes: 0 }],
      ['bytes', { bytes: 8 * 1024 ** 3 + 1 }],
      ['bytes', { bytes: 1.5 }],
      ['purpose', { purpose: 'homework' }],
      ['filename', { filename: '' }],
      ['mime_type', { mime_type: undefined }],
      ['expires_after.seconds', { expires_after: { anchor: 'created_at', seconds: 1 } }],
    ])('refuse a wrong %s', async (param, changes) => {
      await expect(open(1, changes)).rejects.toMatchObject({ status: 400, param })
    })

    it.each([
      ['empty', new Blob([])],
      ['text', 'abc'],
    ])('refuse a part that is %s', async (_, data) => {
      const { id } = await open(1)
      const body = new FormData()
      body.append('data', data)
      const answer = await target().fetch(`/uploads/${id}/parts`, { method: 'POST', body })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error: { param: 'data' } })
    })
  })
}
