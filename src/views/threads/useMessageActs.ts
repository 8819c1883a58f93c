import { type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { assertNever } from '@/domain/errors.ts'
import type { MessageAct } from '@/components/threads/threadAct.ts'
import type { Message } from '@/domain/api.ts'
import { type AnnotationMark, passageOf } from '@/domain/messageParts.ts'
import type { ThreadKey } from '@/domain/place.ts'
import { useFilesStore } from '@/stores/files.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadMessagesStore } from '@/stores/threadMessages.ts'
import { useAttempt } from '@/views/chat/useAttempt.ts'
import { useFileDownload } from '@/views/files/useFileDownload.ts'

export type OpenMessageDialog =
  | { kind: 'raw' | 'metadata' | 'remove'; messageId: string }
  | { kind: 'file'; fileId: string; passage: string | undefined }

export interface MessageActs {
  dialog: Readonly<ShallowRef<OpenMessageDialog | null>>
  close: () => void
  perform: (act: MessageAct) => void
}

/** What a person does with the messages of a thread. */
export function useMessageActs(key: () => ThreadKey, showRun: (runId: string) => void): MessageActs {
  const { t } = useI18n()
  const files = useFilesStore()
  const notices = useNoticesStore()
  const runs = useRunsStore()
  const messages = useThreadMessagesStore()
  const attempt = useAttempt()
  const download = useFileDownload()
  const dialog = shallowRef<OpenMessageDialog | null>(null)

  function perform(act: MessageAct): void {
    switch (act.type) {
      case 'retrieve':
        void attempt(async () => {
          await messages.retrieve(key(), act.message.id)
          notices.notify({ tone: 'success', message: t('threads.notice.message_retrieved') })
        })
        return
      case 'show-raw':
        dialog.value = { kind: 'raw', messageId: act.message.id }
        return
      case 'edit-metadata':
        dialog.value = { kind: 'metadata', messageId: act.message.id }
        return
      case 'remove':
        dialog.value = { kind: 'remove', messageId: act.message.id }
        return
      case 'copy-id':
        void copy(act.message.id)
        return
      case 'show-run':
        showRun(act.runId)
        return
      case 'open-file':
        dialog.value = { kind: 'file', fileId: act.fileId, passage: undefined }
        return
      case 'open-mark':
        void attempt(() => openMark(act.message, act.mark))
        return
      default:
        assertNever(act)
    }
  }

  /** A file that was made is saved; one that is cited is opened at the passage. */
  async function openMark(message: Message, mark: AnnotationMark): Promise<void> {
    if (mark.type === 'file') {
      const file =
        files.byId(key().placeId, mark.fileId) ?? (await files.retrieve(key().placeId, mark.fileId))
      await download.start(key().placeId, file)
      if (download.error.value !== null)
        dialog.value = { kind: 'file', fileId: mark.fileId, passage: undefined }
      return
    }
    dialog.value = { kind: 'file', fileId: mark.fileId, passage: await passage(message, mark) }
  }

  /** What the run of the message found, where it is known or can be asked for. */
  async function passage({ run_id: runId }: Message, mark: AnnotationMark): Promise<string | undefined> {
    if (runId === null) return passageOf(mark, [])
    const runKey = { ...key(), runId }
    const known = passageOf(mark, runs.stepsOf(runKey))
    if (known !== undefined) return known
    // Without its steps the file opens at its beginning.
    await runs.loadSteps(runKey).catch(() => undefined)
    return passageOf(mark, runs.stepsOf(runKey))
  }

  async function copy(id: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(id)
      notices.notify({ tone: 'info', message: t('common.copied') })
    } catch {
      // The browser refuses it without a reason that would help.
      notices.notify({ tone: 'error', message: t('common.copy_failed') })
    }
  }

  return { dialog, close: () => void (dialog.value = null), perform }
}
