import { deleteDB } from 'idb'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { addChat, readMessages } from '@/storage/chatRepository.ts'
import { holdReplyLock } from '@/storage/replyLock.ts'
import { useChatsStore } from '@/stores/chats.ts'
import { useMessagesStore } from '@/stores/messages.ts'
import { assistantMessage, chatOf, userMessage } from '../support/chatData.ts'

beforeEach(async () => {
  await deleteDB('skein-console')
  setActivePinia(createPinia())
})

describe('chats in a real browser', () => {
  it('are opened and searched with ten thousand messages', async () => {
    const messages = Array.from({ length: 10_000 }, (_, index) =>
      userMessage({
        id: `m${index}`,
        parentId: index === 0 ? null : `m${index - 1}`,
        createdAt: index,
        text: `Message ${index} 消息 ${'and some words more '.repeat(20)}`,
      }),
    )
    await addChat({ chat: chatOf({ leafId: 'm9999' }), messages })
    const chats = useChatsStore()
    const store = useMessagesStore()
    await chats.load()
    await store.open('chat_1')
    expect(store.pathOf('chat_1')).toHaveLength(10_000)
    expect((await chats.search('消息 9998')).map(({ messageId }) => messageId)).toEqual(['m9998'])
  })

  it('have a reply that no tab holds marked interrupted, and one that is held left alone', async () => {
    await addChat({
      chat: chatOf({ leafId: 'left' }),
      messages: [
        userMessage(),
        assistantMessage({ id: 'left', status: 'streaming' }),
        assistantMessage({ id: 'held', status: 'streaming' }),
      ],
    })
    const release = await holdReplyLock('held')
    await useChatsStore().load()
    await useMessagesStore().open('chat_1')
    const stored = await readMessages('chat_1')
    expect(stored.find(({ id }) => id === 'left')).toMatchObject({ status: 'interrupted' })
    expect(stored.find(({ id }) => id === 'held')).toMatchObject({ status: 'streaming' })
    release()
  })
})
