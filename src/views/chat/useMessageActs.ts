import { type Ref, ref, type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MessageAct } from '@/components/chat/messageAct.ts'
import type { AssistantMessage } from '@/domain/chat.ts'
import { useMessagesStore } from '@/stores/messages.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useRepliesStore } from '@/stores/replies.ts'
import { useAttempt } from './useAttempt.ts'

interface MessageActs {
  perform: (act: MessageAct) => Promise<void>
  editingId: Ref<string | null>
  /** The reply whose JSON is shown. */
  raw: ShallowRef<AssistantMessage | null>
  isUnlocking: Ref<boolean>
  /** Asks again for the reply that had to wait for its connection's key. */
  retryUnlocked: () => Promise<void>
}

/** Carries out what a person does with the messages of a chat. */
export function useMessageActs(chatId: Readonly<Ref<string | null>>): MessageActs {
  const messages = useMessagesStore()
  const replies = useRepliesStore()
  const notices = useNoticesStore()
  const attempt = useAttempt()
  const { t } = useI18n()
  const editingId = ref<string | null>(null)
  const raw = shallowRef<AssistantMessage | null>(null)
  const isUnlocking = ref(false)
  let locked: AssistantMessage | null = null

  async function copy(text: string): Promise<void> {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false, // the browser's choice, which is said below
    )
    notices.notify(
      isCopied
        ? { tone: 'success', message: t('common.copied') }
        : { tone: 'error', message: t('common.copy_failed') },
    )
  }

  async function remove(messageId: string): Promise<void> {
    const undo = await messages.remove(messageId)
    notices.notify({
      tone: 'info',
      message: t('chat.message.deleted'),
      action: { label: t('common.undo'), run: () => void attempt(undo) },
    })
  }

  async function showBranch(messageId: string, offset: number): Promise<void> {
    const { ids, index } = messages.siblingsOf(messageId)
    const next = ids[index + offset]
    if (next !== undefined) await messages.select(next)
  }

  async function carryOut(act: MessageAct): Promise<void> {
    switch (act.type) {
      case 'copy-markdown':
        return copy(act.text)
      case 'copy-text': {
        const { toPlainText } = await import('@/markdown/plainText.ts')
        return copy(toPlainText(act.text))
      }
      case 'edit':
        editingId.value = act.message.id
        return
      case 'edit-cancel':
        editingId.value = null
        return
      case 'edit-send':
        editingId.value = null
        return replies.editAndResend(act.message.id, { text: act.text, attachments: act.attachments })
      case 'regenerate':
        return replies.regenerate(act.message.id)
      case 'continue':
        return replies.continueReply(act.message.id)
      case 'retry':
        return replies.retry(act.message.id, act.without === undefined ? {} : { without: act.without })
      case 'schedule-retry':
        replies.scheduleRetry(act.message.id)
        return
      case 'cancel-retry':
        if (chatId.value !== null) replies.cancelRetry(chatId.value)
        return
      case 'unlock':
        locked = act.message
        isUnlocking.value = true
        return
      case 'show-branch':
        return showBranch(act.messageId, act.offset)
      case 'remove':
        return remove(act.messageId)
      case 'show-raw':
        raw.value = act.message
    }
  }

  async function retryUnlocked(): Promise<void> {
    if (locked !== null) await replies.retry(locked.id)
  }

  return { perform: (act) => attempt(() => carryOut(act)), editingId, raw, isUnlocking, retryUnlocked }
}
