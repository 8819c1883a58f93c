import { describe, expect, it } from 'vitest'
import { createFile, deleteFile, fileContent, listFiles, retrieveFile } from '@/services/files.ts'
import { errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

const file = (name = 'notes.txt'): File => new File(['one two three'], name, { type: 'text/plain' })

describe('files', () => {
  it('are created, retrieved, listed and deleted', async () => {
    const client = await memoryClient()
    const made = await createFile(client, { file: file(), purpose: 'assistants' }, signal)
    expect(made).toMatchObject({ filename: 'notes.txt', bytes: 13, purpose: 'assistants' })
    expect(await retrieveFile(client, made.id, signal)).toEqual(made)

    await createFile(client, { file: file('other.txt'), purpose: 'user_data' }, signal)
    expect((await listFiles(client, {}, signal)).items).toHaveLength(2)
    const { items, next } = await listFiles(client, { purpose: 'assistants' }, signal)
    expect(items).toEqual([made])
    expect(next).toBeNull()
    expect((await listFiles(client, { limit: 1, order: 'asc' }, signal)).next).toBe(made.id)

    expect(await deleteFile(client, made.id, signal)).toEqual({ id: made.id, object: 'file', deleted: true })
    expect((await errorOf(retrieveFile(client, made.id, signal))).kind).toBe('not-found')
    expect((await errorOf(fileContent(client, made.id, signal))).kind).toBe('not-found')
  })

  it('give their content with its type where their purpose allows', async () => {
    const client = await memoryClient()
    const { id } = await createFile(client, { file: file(), purpose: 'vision' }, signal)
    const content = await fileContent(client, id, signal)

    expect(content.type).toBe('text/plain')
    expect(await content.text()).toBe('one two three')
  })

  it('keep their content where their purpose does not', async () => {
    const client = await memoryClient()
    const { id } = await createFile(client, { file: file(), purpose: 'assistants' }, signal)

    expect((await errorOf(fileContent(client, id, signal))).data).toMatchObject({
      kind: 'invalid',
      status: 400,
      detail: 'Not allowed to download files of purpose: assistants',
    })
  })

  it('say which field is wrong', async () => {
    const expires = { anchor: 'created_at' as const, seconds: 1 }
    const params = { file: file(), purpose: 'assistants' as const, expires_after: expires }
    const error = await errorOf(createFile(await memoryClient(), params, signal))

    expect(error.kind).toBe('invalid')
    expect(error.data.param).toMatch(/^expires_after/)
  })

  it('are not uploaded once that is aborted', async () => {
    const client = await memoryClient()
    const upload = createFile(client, { file: file(), purpose: 'assistants' }, AbortSignal.abort())

    expect((await errorOf(upload)).kind).toBe('aborted')
    expect((await listFiles(client, {}, signal)).items).toEqual([])
  })
})
