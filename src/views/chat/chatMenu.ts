import { Archive, ArchiveRestore, Braces, FileDown, Folder, Pencil, Pin, PinOff, Trash2 } from '@lucide/vue'
import type { useI18n } from 'vue-i18n'
import type { MenuItem } from '@/components/base/menu.ts'
import type { Chat } from '@/domain/chat.ts'
import type { useChatActs } from './useChatActs.ts'

type Translate = ReturnType<typeof useI18n>['t']

/** What can be done with a chat, for its entry in the list and for its head. */
export function chatMenu(
  chat: Chat,
  acts: ReturnType<typeof useChatActs>,
  rename: () => void,
  t: Translate,
): MenuItem[] {
  return [
    {
      label: chat.isPinned ? t('chat.menu.unpin') : t('chat.menu.pin'),
      icon: chat.isPinned ? PinOff : Pin,
      select: () => void acts.togglePin(chat),
    },
    { label: t('chat.menu.rename'), icon: Pencil, select: rename },
    { label: t('chat.menu.move'), icon: Folder, select: () => (acts.moving.value = chat) },
    {
      label: chat.isArchived ? t('chat.menu.unarchive') : t('chat.menu.archive'),
      icon: chat.isArchived ? ArchiveRestore : Archive,
      select: () => void acts.toggleArchive(chat),
    },
    { type: 'separator' },
    {
      label: t('chat.menu.export_markdown'),
      icon: FileDown,
      select: () => void acts.exportMarkdown(chat),
    },
    { label: t('chat.menu.export_json'), icon: Braces, select: () => void acts.exportJSON(chat) },
    { type: 'separator' },
    { label: t('chat.menu.delete'), icon: Trash2, tone: 'danger', select: () => void acts.remove(chat) },
  ]
}
