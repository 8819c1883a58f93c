import { onScopeDispose } from 'vue'
import { droppedFiles } from '@/components/files/droppedFiles.ts'
import { useFileDrop } from '@/views/chat/useFileDrop.ts'

/** Takes files that are dropped on the screen or pasted anywhere in it, also those in folders. */
export function useIncomingFiles(take: (files: readonly File[]) => void): ReturnType<typeof useFileDrop> {
  async function takeAll(transfer: DataTransfer): Promise<void> {
    const files = await droppedFiles(transfer)
    if (files.length > 0) take(files)
  }

  function onPaste(event: ClipboardEvent): void {
    if (event.clipboardData === null || event.clipboardData.files.length === 0) return
    event.preventDefault()
    void takeAll(event.clipboardData)
  }
  addEventListener('paste', onPaste)
  onScopeDispose(() => removeEventListener('paste', onPaste))

  return useFileDrop((_, transfer) => void takeAll(transfer))
}
