// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { reactive } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addChat, readChats, readDraft } from '@/storage/chatRepository.ts'
import { assistantMessage, chatOf, userMessage } from '../../support/chatData.ts'
import { type ChatTab, openChatTab } from '../../support/chatTab.ts'

let tab: ChatTab

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** Two chats: one about sorting (two messages), a newer one about the weather in Chinese. */
async function twoChats(): Promise<void> {
  await addChat({
    chat: chatOf({ leafId: 'reply_1', folder: 'Work' }),
    messages: [userMessage(), assistantMessage()],
  })
  await addChat({
    chat: chatOf({ id: 'chat_2', title: '天气', updatedAt: 9_000, leafId: 'user_2' }),
    messages: [
      userMessage({
        id: 'user_2',
        chatId: 'chat_2',
        createdAt: 8_000,
        text: '今天北京的天气怎么样？Sort of nice?',
      }),
    ],
  })
  tab = await openChatTab()
}

describe('chats', () => {
  it('are listed newest first, with their folders', async () => {
    await twoChats()
    expect(tab.chats.isReady).toBe(true)
    expect(tab.chats.chats.map(({ id }) => id)).toEqual(['chat_2', 'chat_1'])
    expect(tab.chats.folders).toEqual(['Work'])
  })

  it('are neither listed nor stored before something is sent, but can be set up', async () => {
    tab = await openChatTab()
    const chat = await tab.chats.create({ model: 'm' })
    await tab.chats.update(chat.id, { parameters: { temperature: 0 }, title: 'Mine', titleSource: 'manual' })
    expect(tab.chats.byId(chat.id)).toMatchObject({
      title: 'Mine',
      model: 'm',
      parameters: { temperature: 0 },
    })
    expect(tab.chats.chats).toEqual([])
    expect(await readChats()).toEqual([])
  })

  it('keep changes, also ones made of reactive objects', async () => {
    await twoChats()
    const parameters = reactive({ stop: ['END'], extra_body: { nested: { deep: [1] } } })
    await tab.chats.update('chat_1', { isPinned: true, parameters: { ...parameters } })
    expect(await readChats(['chat_1'])).toMatchObject([
      { isPinned: true, parameters: { stop: ['END'], extra_body: { nested: { deep: [1] } } } },
    ])
  })

  it('are as before when a change cannot be stored', async () => {
    await twoChats()
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    await expect(tab.chats.update('chat_1', { title: 'New' })).rejects.toMatchObject({ kind: 'storage-full' })
    expect(tab.chats.byId('chat_1')?.title).toBe('Sorting')
  })

  it('come back with their draft when deleting is undone', async () => {
    await twoChats()
    tab.chats.saveDraft('chat_1', { text: 'typed', attachments: [] })
    const undo = await tab.chats.remove('chat_1')
    expect(tab.chats.chats.map(({ id }) => id)).toEqual(['chat_2'])
    expect(await readChats(['chat_1'])).toEqual([])
    await undo()
    expect(await readChats(['chat_1'])).toHaveLength(1)
    expect(tab.chats.chats).toHaveLength(2)
    expect((await tab.chats.draftOf('chat_1')).text).toBe('typed')
  })

  it('say when they cannot be read, and are read by a later try', async () => {
    await addChat({ chat: chatOf(), messages: [] })
    const read = vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
      throw new DOMException('broken', 'UnknownError')
    })
    tab = await openChatTab()
    expect(tab.chats.isReady).toBe(true)
    expect(tab.chats.problem).toMatchObject({ kind: 'storage' })
    read.mockRestore()
    await tab.chats.load()
    expect(tab.chats.chats).toHaveLength(1)
    tab.chats.dismissProblem()
    expect(tab.chats.problem).toBeNull()
  })
})

describe('a draft', () => {
  it('is there at once, in storage soon after, and after a reload', async () => {
    tab = await openChatTab()
    tab.chats.saveDraft('new', { text: 'typed', attachments: [] })
    expect((await tab.chats.draftOf('new')).text).toBe('typed')
    await vi.waitFor(async () => expect((await readDraft('new'))?.text).toBe('typed'))
    const reloaded = await openChatTab()
    expect((await reloaded.chats.draftOf('new')).text).toBe('typed')
  })

  it('is written at once when the page goes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    tab = await openChatTab()
    tab.chats.saveDraft('new', { text: 'typed', attachments: [] })
    window.dispatchEvent(new Event('pagehide'))
    vi.useRealTimers()
    await vi.waitFor(async () => expect((await readDraft('new'))?.text).toBe('typed'), { timeout: 200 })
  })

  it('is there again when the page went before the database had written', async () => {
    tab = await openChatTab()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('the page is gone', 'AbortError')
    })
    tab.chats.saveDraft('new', { text: 'typed', attachments: [] })
    window.dispatchEvent(new Event('pagehide'))
    const reloaded = await openChatTab()
    put.mockRestore()
    expect((await reloaded.chats.draftOf('new')).text).toBe('typed')
    await vi.waitFor(async () => expect((await readDraft('new'))?.text).toBe('typed'))
    await vi.waitFor(() => expect(localStorage.getItem('skein.drafts')).toBeNull())
  })

  it('stays in memory when it cannot be written, and says so', async () => {
    tab = await openChatTab()
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    tab.chats.saveDraft('new', { text: 'typed', attachments: [] })
    await vi.waitFor(() => expect(tab.chats.problem).toMatchObject({ kind: 'storage-full' }))
    expect((await tab.chats.draftOf('new')).text).toBe('typed')
  })
})

describe('search', () => {
  it('finds titles and texts, newest first, with an excerpt', async () => {
    await twoChats()
    expect(await tab.chats.search('SORT')).toEqual([
      {
        chatId: 'chat_2',
        title: '天气',
        excerpt: '今天北京的天气怎么样？Sort of nice?',
        messageId: 'user_2',
      },
      { chatId: 'chat_1', title: 'Sorting', excerpt: '', messageId: null },
      { chatId: 'chat_1', title: 'Sorting', excerpt: 'Use `sort`.', messageId: 'reply_1' },
      { chatId: 'chat_1', title: 'Sorting', excerpt: 'How do I sort?', messageId: 'user_1' },
    ])
    expect((await tab.chats.search('北京 天气')).map(({ messageId }) => messageId)).toEqual(['user_2'])
    expect(await tab.chats.search('北京 上海')).toEqual([])
    expect(await tab.chats.search('  ')).toEqual([])
  })

  it('shows at most three messages of a chat, so that one does not hide the others', async () => {
    const messages = Array.from({ length: 20 }, (_, index) =>
      userMessage({ id: `m${index}`, createdAt: index, text: 'needle' }),
    )
    await addChat({ chat: chatOf(), messages })
    tab = await openChatTab()
    expect((await tab.chats.search('needle')).map(({ messageId }) => messageId)).toEqual([
      'm19',
      'm18',
      'm17',
    ])
  })

  it('gives the newer search’s hits to whoever waits for an older one', async () => {
    await twoChats()
    const [older, newer] = await Promise.all([tab.chats.search('sort'), tab.chats.search('北京')])
    expect(older).toEqual(newer)
    expect(newer).toHaveLength(1)
  })
})

describe('import and export', () => {
  it('brings back what was exported, once', async () => {
    await twoChats()
    const file = await tab.chats.exportAllJSON()
    const before = await readChats()
    expect(await tab.chats.importFile(file)).toEqual({ imported: 0, skipped: 2 })
    for (const { id } of before) await tab.chats.remove(id)
    expect(await tab.chats.importFile(file)).toEqual({ imported: 2, skipped: 0 })
    expect(await readChats()).toEqual(before)
    expect(tab.chats.chats).toHaveLength(2)
    expect(await tab.chats.exportMarkdown('chat_1')).toContain('# Sorting')
  })

  it('takes in a chat that shares its id with another one as a copy', async () => {
    await twoChats()
    const file = await tab.chats.exportJSON('chat_1')
    const other = file.replaceAll('reply_1', 'reply_other')
    expect(await tab.chats.importFile(other)).toEqual({ imported: 1, skipped: 0 })
    expect(tab.chats.chats).toHaveLength(3)
    const copy = tab.chats.chats.find(({ id }) => id !== 'chat_1' && id !== 'chat_2')!
    await tab.messages.open(copy.id)
    expect(tab.texts(copy.id)).toEqual(['How do I sort?', 'Use `sort`.'])
    await tab.messages.open('chat_1')
    expect(tab.messages.byId('reply_1')).toBeDefined()
  })

  it('refuses a wrong file', async () => {
    tab = await openChatTab()
    await expect(tab.chats.importFile('{}')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(tab.chats.exportJSON('gone')).rejects.toMatchObject({ kind: 'not-found' })
  })
})
