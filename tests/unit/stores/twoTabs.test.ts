// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { addChat, readMessages } from '@/storage/chatRepository.ts'
import { assistantMessage, chatOf, userMessage } from '../../support/chatData.ts'
import { type ChatTab, openChatTab, typed } from '../../support/chatTab.ts'

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})

/** A reply on its way in a tab, with some of it there. */
async function streamingChat(tab: ChatTab): Promise<{
  chatId: string
  request: Awaited<ReturnType<ChatTab['server']['next']>>
  sent: Promise<void>
}> {
  const chatId = await tab.create()
  const sent = tab.replies.send(chatId, typed('Hello'))
  const request = await tab.server.next()
  request.text('Half')
  await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Half'))
  return { chatId, request, sent }
}

describe('a reload in mid-stream', () => {
  it('shows what had arrived, marked interrupted; it can be continued', async () => {
    // What a page leaves behind that went away: a streaming row, and no lock on it.
    await addChat({
      chat: chatOf({ leafId: 'reply_1' }),
      messages: [userMessage(), assistantMessage({ status: 'streaming', text: 'You compare two neighbors' })],
    })
    const tab = await openChatTab()
    await tab.messages.open('chat_1')
    expect(tab.lastReply('chat_1')).toMatchObject({
      status: 'interrupted',
      text: 'You compare two neighbors',
    })
    expect(tab.replies.liveOf('chat_1')).toBeNull()
    const going = tab.replies.continueReply('reply_1')
    const request = await tab.server.next()
    request.text(' and swap them.')
    request.end()
    await going
    expect(tab.lastReply('chat_1')).toMatchObject({
      status: 'complete',
      text: 'You compare two neighbors and swap them.',
    })
  })
})

describe('two tabs', () => {
  it('see a reply of the other arrive, without calling it interrupted', async () => {
    const here = await openChatTab()
    const { chatId, request, sent } = await streamingChat(here)
    const there = await openChatTab()
    await there.messages.open(chatId)
    expect(there.lastReply(chatId).status).toBe('streaming')
    expect(there.replies.liveOf(chatId)).toMatchObject({ messageId: here.lastReply(chatId).id })

    request.text(' and half')
    await vi.waitFor(() => expect(there.texts(chatId)).toEqual(['Hello', 'Half and half']), {
      timeout: 3_000,
    })
    request.end()
    await sent
    await vi.waitFor(() => expect(there.lastReply(chatId).status).toBe('complete'))
    expect(there.replies.liveOf(chatId)).toBeNull()
    expect(here.lastReply(chatId).status).toBe('complete')
  })

  it('can stop a reply of the other', async () => {
    const here = await openChatTab()
    const { chatId, sent } = await streamingChat(here)
    const there = await openChatTab()
    await there.messages.open(chatId)
    there.replies.stop(chatId)
    await sent
    expect(here.lastReply(chatId)).toMatchObject({ status: 'stopped', text: 'Half' })
    await vi.waitFor(() => expect(there.lastReply(chatId).status).toBe('stopped'))
  })

  it('see each other’s new chats, changes and deletions', async () => {
    const here = await openChatTab()
    const there = await openChatTab()
    const { chatId, request, sent } = await streamingChat(here)
    request.end()
    await sent
    await vi.waitFor(() => expect(there.chats.byId(chatId)?.title).toBe('Hello'))
    await Promise.all([
      here.chats.update(chatId, { title: 'Mine', titleSource: 'manual' }),
      there.chats.update(chatId, { isPinned: true }),
    ])
    await vi.waitFor(() => {
      expect(here.chats.byId(chatId)).toMatchObject({ title: 'Mine', isPinned: true })
      expect(there.chats.byId(chatId)).toMatchObject({ title: 'Mine', isPinned: true })
    })
    await there.messages.open(chatId)
    await here.messages.open(chatId)
    const reply = here.lastReply(chatId)
    await there.messages.remove(reply.id)
    await vi.waitFor(() => expect(here.texts(chatId)).toEqual(['Hello']))
    await there.chats.remove(chatId)
    await vi.waitFor(() => expect(here.chats.byId(chatId)).toBeUndefined())
  })

  it('do not bring back a chat that the other has deleted while it was being answered', async () => {
    const here = await openChatTab()
    const { chatId, request, sent } = await streamingChat(here)
    const there = await openChatTab()
    const undo = await there.chats.remove(chatId)
    await sent
    expect(request.signal?.aborted).toBe(true)
    await vi.waitFor(() => expect(here.chats.byId(chatId)).toBeUndefined())
    const third = await openChatTab()
    expect(third.chats.byId(chatId)).toBeUndefined()
    await undo()
    await there.messages.open(chatId)
    // Which of the two depends on whose write was first.
    expect(['stopped', 'interrupted']).toContain(there.lastReply(chatId).status)
  })

  it('do not bring back a message that the other has deleted while it was being answered', async () => {
    const here = await openChatTab()
    const { chatId, request, sent } = await streamingChat(here)
    const there = await openChatTab()
    await there.messages.open(chatId)
    await vi.waitFor(() => expect(there.lastReply(chatId).text).toBe('Half'), { timeout: 3_000 })
    const [question] = there.messages.pathOf(chatId)
    const undo = await there.messages.remove(question?.id ?? '')
    await sent
    expect(request.signal?.aborted).toBe(true)
    await vi.waitFor(() => expect(here.texts(chatId)).toEqual([]))
    const third = await openChatTab()
    await third.messages.open(chatId)
    expect(third.texts(chatId)).toEqual([])
    expect(await readMessages(chatId)).toEqual([])
    await undo()
    expect(there.texts(chatId)).toEqual(['Hello', 'Half'])
    expect(['stopped', 'interrupted']).toContain(there.lastReply(chatId).status)
  })
})
