import { describe, expect, it } from 'vitest'
import {
  createMessage,
  deleteMessage,
  listMessages,
  retrieveMessage,
  updateMessage,
} from '@/services/messages.ts'
import { createThread, deleteThread, retrieveThread, updateThread } from '@/services/threads.ts'
import { errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

describe('threads', () => {
  it('are created, retrieved, updated and deleted', async () => {
    const client = await memoryClient()
    const made = await createThread(client, { messages: [{ role: 'user', content: 'Hi' }] }, signal)
    expect(await retrieveThread(client, made.id, signal)).toEqual(made)

    const changed = await updateThread(client, made.id, { metadata: { title: 'First' } }, signal)
    expect(changed.metadata).toEqual({ title: 'First' })

    const deleted = await deleteThread(client, made.id, signal)
    expect(deleted).toEqual({ id: made.id, object: 'thread.deleted', deleted: true })
    expect((await errorOf(retrieveThread(client, made.id, signal))).kind).toBe('not-found')
    expect((await errorOf(updateThread(client, made.id, {}, signal))).kind).toBe('not-found')
    expect((await errorOf(deleteThread(client, made.id, signal))).kind).toBe('not-found')
  })

  it('say which field is wrong', async () => {
    const metadata = { ['k'.repeat(65)]: 'too long a key' }
    const error = await errorOf(createThread(await memoryClient(), { metadata }, signal))

    expect(error.kind).toBe('invalid')
    expect(error.data.param).toMatch(/^metadata/)
  })
})

describe('messages', () => {
  it('are created, retrieved, updated and deleted', async () => {
    const client = await memoryClient()
    const { id: threadId } = await createThread(client, {}, signal)
    const made = await createMessage(client, threadId, { role: 'user', content: 'Hi' }, signal)
    const address = { threadId, messageId: made.id }
    expect(await retrieveMessage(client, address, signal)).toEqual(made)

    const changed = await updateMessage(client, address, { metadata: { seen: 'yes' } }, signal)
    expect(changed.metadata).toEqual({ seen: 'yes' })

    const deleted = await deleteMessage(client, address, signal)
    expect(deleted).toEqual({ id: made.id, object: 'thread.message.deleted', deleted: true })
    expect((await errorOf(retrieveMessage(client, address, signal))).kind).toBe('not-found')
    expect((await errorOf(deleteMessage(client, address, signal))).kind).toBe('not-found')
  })

  it('are listed in both orders, older ones by the cursor', async () => {
    const client = await memoryClient()
    const messages = ['1', '2', '3'].map((content) => ({ role: 'user' as const, content }))
    const { id } = await createThread(client, { messages }, signal)
    const textsOf = async (params: Parameters<typeof listMessages>[2]): Promise<string[]> => {
      const { items } = await listMessages(client, id, params, signal)
      return items.map(({ content: [part] }) => (part?.type === 'text' ? part.text.value : ''))
    }

    expect(await textsOf({ order: 'asc' })).toEqual(['1', '2', '3'])
    expect(await textsOf({})).toEqual(['3', '2', '1'])
    const { next } = await listMessages(client, id, { limit: 2 }, signal)
    expect(await textsOf({ after: next ?? '' })).toEqual(['1'])
  })

  it('say which field is wrong', async () => {
    const client = await memoryClient()
    const { id } = await createThread(client, {}, signal)
    const error = await errorOf(createMessage(client, id, { role: 'user', content: [] }, signal))

    expect(error.data).toMatchObject({ kind: 'invalid', param: 'content' })
  })
})
