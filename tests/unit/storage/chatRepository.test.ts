import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChatMessage } from '@/domain/chat.ts'
import {
  addChat,
  deleteChat,
  deleteMessages,
  interruptReply,
  readChats,
  readDraft,
  readMessages,
  readMessagesById,
  scanMessages,
  takenMessageIds,
  writeChat,
  writeDraft,
  writeMessage,
} from '@/storage/chatRepository.ts'
import { assistantMessage, chatOf, userMessage } from '../../support/chatData.ts'

const chat = chatOf()
const messages: ChatMessage[] = [userMessage(), assistantMessage()]

beforeEach(async () => {
  await deleteDB('skein-console')
})

describe('a chat', () => {
  it('is stored together with its messages', async () => {
    await writeChat({ id: chat.id, base: chat, patch: { leafId: 'reply_1' } }, messages)
    expect(await readChats()).toEqual([{ ...chat, leafId: 'reply_1' }])
    expect(await readMessages(chat.id)).toEqual(expect.arrayContaining(messages))
    expect(await readChats(['gone'])).toEqual([])
  })

  it('keeps what another tab has changed in another field', async () => {
    await writeChat({ id: chat.id, base: chat, patch: {} })
    await writeChat({ id: chat.id, base: null, patch: { title: 'New' } })
    expect(await writeChat({ id: chat.id, base: chat, patch: { isPinned: true } })).toMatchObject({
      title: 'New',
      isPinned: true,
    })
  })

  it('does not come back by a change once it is deleted', async () => {
    expect(await writeChat({ id: chat.id, base: null, patch: { title: 'x' } }, messages)).toBeNull()
    expect(await writeMessage(messages[1]!)).toBe(false)
    expect(await readMessages(chat.id)).toEqual([])
  })

  it('is stored as a whole or not at all', async () => {
    const unstorable = assistantMessage({ raw: { request: () => 1, response: null } })
    await expect(
      writeChat({ id: chat.id, base: chat, patch: {} }, [messages[0]!, unstorable]),
    ).rejects.toMatchObject({
      kind: 'storage',
    })
    expect(await readChats()).toEqual([])
    expect(await readMessages(chat.id)).toEqual([])
  })

  it('takes messages and draft with it when it is deleted, and gives them back', async () => {
    await addChat({ chat, messages })
    await writeDraft(chat.id, { text: 'typed', attachments: [] })
    expect(await deleteChat(chat.id)).toEqual({ chat, messages: expect.arrayContaining(messages) })
    expect(await readMessages(chat.id)).toEqual([])
    expect(await readDraft(chat.id)).toBeUndefined()
  })

  it('never overwrites when it is added', async () => {
    await addChat({ chat, messages })
    const other = chatOf({ id: 'chat_2' })
    await expect(
      addChat({ chat: other, messages: [userMessage({ chatId: 'chat_2', text: 'Mine' })] }),
    ).rejects.toMatchObject({
      kind: 'storage',
    })
    expect(await readChats()).toEqual([chat])
    expect(await readMessagesById(['user_1'])).toEqual([messages[0]])
    expect(await takenMessageIds(['user_1', 'free'])).toEqual(new Set(['user_1']))
  })
})

describe('messages', () => {
  beforeEach(() => addChat({ chat, messages }))

  it('are replaced one at a time', async () => {
    expect(await writeMessage(assistantMessage({ text: 'Longer' }))).toBe(true)
    expect(await readMessagesById(['reply_1', 'gone'])).toMatchObject([{ text: 'Longer' }])
  })

  it('are deleted by id', async () => {
    await deleteMessages(chat.id, ['reply_1'])
    expect(await readMessages(chat.id)).toEqual([messages[0]])
    expect(await writeMessage(assistantMessage({ text: 'Late' }))).toBe(false)
    expect(await readMessages(chat.id)).toEqual([messages[0]])
  })

  it('that nobody writes any more become interrupted, others stay', async () => {
    await writeChat({ id: chat.id, base: null, patch: {} }, [
      assistantMessage({ id: 'live', status: 'streaming', text: 'Half' }),
    ])
    expect(await interruptReply('live')).toMatchObject({ status: 'interrupted', text: 'Half' })
    expect(await readMessagesById(['live'])).toMatchObject([{ status: 'interrupted' }])
    expect(await interruptReply('reply_1')).toMatchObject({ status: 'complete' })
    expect(await interruptReply('gone')).toBeUndefined()
  })

  it('are shown one by one, until it is enough', async () => {
    const seen: string[] = []
    await scanMessages(({ id }) => seen.push(id), new AbortController().signal)
    expect(seen.toSorted()).toEqual(['reply_1', 'user_1'])
    const enough = new AbortController()
    const visit = vi.fn(() => enough.abort())
    await scanMessages(visit, enough.signal)
    expect(visit).toHaveBeenCalledTimes(1)
  })
})

describe('a draft', () => {
  it('is kept until it is empty', async () => {
    await writeDraft('new', { text: 'typed', attachments: [] })
    expect(await readDraft('new')).toEqual({ text: 'typed', attachments: [] })
    await writeDraft('new', { text: '', attachments: [] })
    expect(await readDraft('new')).toBeUndefined()
  })
})
