import { type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { saveFile } from '@/components/base/saveFile.ts'
import type { Chat } from '@/domain/chat.ts'
import { fileNameOf } from '@/domain/fileNameOf.ts'
import { useChatsStore } from '@/stores/chats.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useAttempt } from './useAttempt.ts'

interface ChatActs {
  togglePin: (chat: Chat) => Promise<void>
  toggleArchive: (chat: Chat) => Promise<void>
  rename: (chatId: string, title: string) => Promise<void>
  move: (chat: Chat, folder: string | null) => Promise<void>
  remove: (chat: Chat) => Promise<void>
  exportMarkdown: (chat: Chat) => Promise<void>
  exportJSON: (chat: Chat) => Promise<void>
  exportAll: () => Promise<void>
  /** The chat that is being put into a folder. */
  moving: ShallowRef<Chat | null>
}

/** What a person does with whole chats. */
export function useChatActs(onRemoved: (chatId: string) => void): ChatActs {
  const chats = useChatsStore()
  const notices = useNoticesStore()
  const attempt = useAttempt()
  const { t } = useI18n()
  const moving = shallowRef<Chat | null>(null)

  const fileName = (chat: Chat, extension: string): string =>
    fileNameOf(chat.title || t('chat.untitled'), extension)
  const offerUndo = (message: string, undo: () => Promise<void>): void =>
    notices.notify({
      tone: 'info',
      message,
      action: { label: t('common.undo'), run: () => void attempt(undo) },
    })

  return {
    moving,
    togglePin: (chat) => attempt(() => chats.update(chat.id, { isPinned: !chat.isPinned })),
    toggleArchive: (chat) =>
      attempt(async () => {
        await chats.update(chat.id, { isArchived: !chat.isArchived })
        offerUndo(chat.isArchived ? t('chat.notice.unarchived') : t('chat.notice.archived'), () =>
          chats.update(chat.id, { isArchived: chat.isArchived }),
        )
      }),
    rename: (chatId, title) => attempt(() => chats.update(chatId, { title, titleSource: 'manual' })),
    move: (chat, folder) => attempt(() => chats.update(chat.id, { folder })),
    remove: (chat) =>
      attempt(async () => {
        const undo = await chats.remove(chat.id)
        onRemoved(chat.id)
        offerUndo(t('chat.notice.deleted', { title: chat.title || t('chat.untitled') }), undo)
      }),
    exportMarkdown: (chat) =>
      attempt(async () =>
        saveFile(await chats.exportMarkdown(chat.id), fileName(chat, 'md'), 'text/markdown'),
      ),
    exportJSON: (chat) =>
      attempt(async () =>
        saveFile(await chats.exportJSON(chat.id), fileName(chat, 'json'), 'application/json'),
      ),
    exportAll: () =>
      attempt(async () => saveFile(await chats.exportAllJSON(), 'skein-chats.json', 'application/json')),
  }
}
