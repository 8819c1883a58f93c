// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { addChat, readChats } from '@/storage/chatRepository.ts'
import { assistantMessage, chatOf, userMessage } from '../../support/chatData.ts'
import { type ChatTab, openChatTab } from '../../support/chatTab.ts'

let tab: ChatTab

/** A question with two answers; the first has been asked on. */
beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
  await addChat({
    chat: chatOf({ leafId: 'second' }),
    messages: [
      userMessage({ id: 'question', text: 'Question', createdAt: 1 }),
      assistantMessage({ id: 'first', parentId: 'question', text: 'First', createdAt: 2 }),
      userMessage({ id: 'more', parentId: 'first', text: 'More', createdAt: 3 }),
      assistantMessage({ id: 'second', parentId: 'question', text: 'Second', createdAt: 4 }),
    ],
  })
  tab = await openChatTab()
  await tab.messages.open('chat_1')
})

describe('the messages of a chat', () => {
  it('are shown along one path', () => {
    expect(tab.texts('chat_1')).toEqual(['Question', 'Second'])
    expect(tab.messages.pathOf('not open')).toEqual([])
  })

  it('stay the same array until one of them changes', () => {
    const before = tab.messages.pathOf('chat_1')
    expect(tab.messages.pathOf('chat_1')).toBe(before)
    tab.messages.show(assistantMessage({ id: 'second', parentId: 'question', text: 'Changed', createdAt: 4 }))
    expect(tab.texts('chat_1')).toEqual(['Question', 'Changed'])
  })

  it('know their alternatives', () => {
    expect(tab.messages.siblingsOf('second')).toEqual({ ids: ['first', 'second'], index: 1 })
    expect(tab.messages.siblingsOf('gone')).toEqual({ ids: [], index: -1 })
  })

  it('show another branch to its end, and remember it', async () => {
    await tab.messages.select('first')
    expect(tab.texts('chat_1')).toEqual(['Question', 'First', 'More'])
    expect(await readChats()).toMatchObject([{ leafId: 'more' }])
  })

  it('go with what follows from them, and come back', async () => {
    await tab.messages.select('first')
    const undo = await tab.messages.remove('first')
    expect(tab.texts('chat_1')).toEqual(['Question', 'Second'])
    await undo()
    expect(tab.texts('chat_1')).toEqual(['Question', 'First', 'More'])
    expect(tab.messages.siblingsOf('first').index).toBe(0)
  })

  it('may all be deleted, and all come back', async () => {
    const undo = await tab.messages.remove('question')
    expect(tab.texts('chat_1')).toEqual([])
    expect(await readChats()).toMatchObject([{ leafId: null }])
    await undo()
    expect(tab.texts('chat_1')).toEqual(['Question', 'Second'])
  })

  it('show the end of a long chat before all of it is read', async () => {
    const long = Array.from({ length: 400 }, (_, index) =>
      userMessage({
        id: `m${index}`,
        chatId: 'long',
        parentId: index === 0 ? null : `m${index - 1}`,
        text: `${index}`,
        createdAt: index,
      }),
    )
    await addChat({ chat: chatOf({ id: 'long', leafId: 'm399' }), messages: long })
    tab = await openChatTab()
    const whole = tab.messages.open('long')
    await vi.waitFor(() => expect(tab.texts('long').length).toBeGreaterThan(0), { interval: 1 })
    expect(tab.texts('long')).toHaveLength(12)
    expect(tab.texts('long').at(-1)).toBe('399')
    // What happens meanwhile holds.
    tab.messages.show(userMessage({ ...long[399], id: 'm399', text: 'Newer' }))
    await whole
    expect(tab.texts('long')).toHaveLength(400)
    expect(tab.texts('long').at(-1)).toBe('Newer')
  })

  it('are read before the list of chats is, and not remembered of a chat that is not there yet', async () => {
    vi.resetModules()
    setActivePinia(createPinia())
    const { useMessagesStore } = await import('@/stores/messages.ts')
    const { useChatsStore } = await import('@/stores/chats.ts')
    const messages = useMessagesStore()
    await messages.open('chat_1')
    expect(messages.byId('question')).toBeDefined()
    await messages.open('later')
    await useChatsStore().load()
    expect(messages.pathOf('chat_1').map(({ text }) => text)).toEqual(['Question', 'Second'])
    const message = userMessage({ id: 'late', chatId: 'later', text: 'Late' })
    await addChat({ chat: chatOf({ id: 'later', leafId: 'late' }), messages: [message] })
    await messages.open('later')
    expect(messages.byId('late')).toBeDefined()
  })

  it('may be ten thousand', async () => {
    const messages = Array.from({ length: 10_000 }, (_, index) =>
      userMessage({
        id: `m${index}`,
        chatId: 'long',
        parentId: index === 0 ? null : `m${index - 1}`,
        createdAt: index,
      }),
    )
    await addChat({ chat: chatOf({ id: 'long', leafId: 'm9999' }), messages })
    const reloaded = await openChatTab()
    await reloaded.messages.open('long')
    expect(reloaded.messages.pathOf('long')).toHaveLength(10_000)
  })
})
