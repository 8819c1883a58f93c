import {
  Braces,
  FileDown,
  FolderCog,
  Hash,
  Pencil,
  RefreshCw,
  RotateCcw,
  Tags,
  Trash2,
  Unlink,
} from '@lucide/vue'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MenuItem } from '@/components/base/menu.ts'
import { saveFile } from '@/components/base/saveFile.ts'
import { fileNameOf } from '@/domain/fileNameOf.ts'
import type { ThreadKey } from '@/domain/place.ts'
import { useInterpreterStore } from '@/stores/interpreter.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadMessagesStore } from '@/stores/threadMessages.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import { useAttempt } from '@/views/chat/useAttempt.ts'

export interface OpenThreadDialog {
  kind: 'raw' | 'metadata' | 'resources' | 'rename' | 'remove' | 'forget'
  key: ThreadKey
}

export interface ThreadActs {
  /** What is being done with which thread. */
  dialog: Readonly<ShallowRef<OpenThreadDialog | null>>
  open: (dialog: OpenThreadDialog) => void
  close: () => void
  /** All that can be done with a thread. `rename` begins that where the title is. */
  menuOf: (key: ThreadKey, rename: () => void) => MenuItem[]
  /** The few for its entry in the list. */
  shortMenuOf: (key: ThreadKey) => MenuItem[]
  rename: (key: ThreadKey, title: string) => void
  /** How many messages have come for an export; null while there is none. */
  exported: Readonly<ShallowRef<number | null>>
  cancelExport: () => void
}

/** What a person does with whole threads. */
export function useThreadActs(): ThreadActs {
  const { t } = useI18n()
  const threads = useThreadsStore()
  const messages = useThreadMessagesStore()
  const runs = useRunsStore()
  const interpreter = useInterpreterStore()
  const notices = useNoticesStore()
  const attempt = useAttempt()
  const dialog = shallowRef<OpenThreadDialog | null>(null)
  const opens = (kind: OpenThreadDialog['kind'], key: ThreadKey) => (): void =>
    void (dialog.value = { kind, key })

  const copyId = (key: ThreadKey): MenuItem => ({
    label: t('threads.menu.copy_id'),
    icon: Hash,
    hint: `${key.threadId.slice(0, 12)}…`,
    select: () => void copy(key.threadId),
  })
  const endings = (key: ThreadKey): MenuItem[] => [
    { type: 'separator' },
    { label: t('threads.menu.forget'), icon: Unlink, select: opens('forget', key) },
    { label: t('threads.menu.delete'), icon: Trash2, tone: 'danger', select: opens('remove', key) },
  ]

  /** Only where the thread's programs have left something behind. */
  const restarting = ({ threadId }: ThreadKey): MenuItem[] =>
    interpreter.statusOf(threadId).state === 'idle'
      ? []
      : [
          {
            label: t('threads.menu.restart_interpreter'),
            icon: RotateCcw,
            select: () => {
              interpreter.restart(threadId)
              notices.notify({ tone: 'info', message: t('threads.notice.interpreter_restarted') })
            },
          },
        ]

  const exported = shallowRef<number | null>(null)
  let exporting = new AbortController()
  const cancelExport = (): void => {
    exporting.abort()
    exported.value = null
  }
  onScopeDispose(cancelExport)

  /** All messages are asked for: more than are shown, it may be. A new export takes the place of one that is under way. */
  async function exportAs(kind: 'md' | 'json', key: ThreadKey): Promise<void> {
    exporting.abort()
    exporting = new AbortController()
    const { signal } = exporting
    exported.value = 0
    await attempt(() => writeExport(kind, key, signal))
    if (!signal.aborted) exported.value = null
  }

  async function writeExport(kind: 'md' | 'json', key: ThreadKey, signal: AbortSignal): Promise<void> {
    try {
      const { threadJSON, threadMarkdown } = await import('@/domain/threadExport.ts')
      const [thread, all] = await Promise.all([
        threads.retrieve(key),
        messages.readAll(key, signal, (count) => {
          if (!signal.aborted) exported.value = count
        }),
      ])
      if (signal.aborted) return
      const title = threads.byKey(key)?.title || t('threads.untitled')
      const isMarkdown = kind === 'md'
      saveFile(
        isMarkdown ? threadMarkdown(title, all) : threadJSON(thread, all),
        fileNameOf(title, kind),
        isMarkdown ? 'text/markdown' : 'application/json',
      )
    } catch (cause) {
      if (!signal.aborted) throw cause
    }
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

  /** Asks the server for the thread, what has been said in it meanwhile, and its runs. */
  async function retrieve(key: ThreadKey): Promise<void> {
    await attempt(async () => {
      await Promise.all([threads.retrieve(key), messages.load(key), runs.load(key)])
      notices.notify({ tone: 'success', message: t('threads.notice.retrieved') })
    })
  }

  return {
    dialog,
    open: (opened) => void (dialog.value = opened),
    close: () => void (dialog.value = null),
    menuOf: (key, rename) => [
      { label: t('threads.menu.rename'), icon: Pencil, select: rename },
      { label: t('threads.menu.retrieve'), icon: RefreshCw, select: () => void retrieve(key) },
      { label: t('threads.menu.metadata'), icon: Tags, select: opens('metadata', key) },
      { label: t('threads.menu.resources'), icon: FolderCog, select: opens('resources', key) },
      { label: t('common.raw_json'), icon: Braces, select: opens('raw', key) },
      {
        label: t('threads.menu.export_markdown'),
        icon: FileDown,
        select: () => void exportAs('md', key),
      },
      { label: t('threads.menu.export_json'), icon: Braces, select: () => void exportAs('json', key) },
      copyId(key),
      ...restarting(key),
      ...endings(key),
    ],
    shortMenuOf: (key) => [
      { label: t('threads.menu.rename'), icon: Pencil, select: opens('rename', key) },
      copyId(key),
      ...endings(key),
    ],
    rename: (key, title) => void threads.remember(key, { title, titleSource: 'person' }),
    exported,
    cancelExport,
  }
}
