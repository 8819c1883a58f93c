import { onScopeDispose } from 'vue'
import { useI18n } from 'vue-i18n'
import { droppedFiles } from '@/components/files/droppedFiles.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useFileDrop } from '@/views/chat/useFileDrop.ts'

/** Takes files that are dropped, also those in folders, or pasted anywhere while `isWanted`. Says what cannot be taken. */
export function useIncomingFiles(
  take: (files: readonly File[]) => void,
  isWanted: () => boolean = () => true,
): ReturnType<typeof useFileDrop> {
  const { t } = useI18n()
  const notices = useNoticesStore()

  async function takeAll(transfer: DataTransfer): Promise<void> {
    try {
      const files = await droppedFiles(transfer)
      if (files.length > 0) take(files)
      else notices.notify({ tone: 'info', message: t('files.drop.nothing') })
    } catch {
      // The browser gives no reason that would help.
      notices.notify({ tone: 'error', message: t('files.drop.unreadable') })
    }
  }

  function onPaste(event: ClipboardEvent): void {
    if (!isWanted() || event.clipboardData === null || event.clipboardData.files.length === 0) return
    event.preventDefault()
    void takeAll(event.clipboardData)
  }
  addEventListener('paste', onPaste)
  onScopeDispose(() => removeEventListener('paste', onPaste))

  return useFileDrop((_, transfer) => void takeAll(transfer))
}
