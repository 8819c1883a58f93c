import { type Ref, ref, type ShallowRef, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { useChatsStore } from '@/stores/chats.ts'
import { useModelsStore } from '@/stores/models.ts'
import { useRepliesStore } from '@/stores/replies.ts'
import type { useChatDraft } from './useChatDraft.ts'
import type { useChatSettings } from './useChatSettings.ts'

interface Sending {
  send: () => Promise<void>
  isSending: Ref<boolean>
  /** Why the last message did not leave; what was typed is back in the composer then. */
  error: ShallowRef<AppErrorData | null>
}

/** Sends what is typed: in the chat that is shown, or in a new one, which is then shown. */
export function useSending(
  chatId: Readonly<Ref<string | null>>,
  draft: ReturnType<typeof useChatDraft>,
  { settings, connection, model }: ReturnType<typeof useChatSettings>,
): Sending {
  const chats = useChatsStore()
  const models = useModelsStore()
  const replies = useRepliesStore()
  const router = useRouter()
  const isSending = ref(false)
  const error = shallowRef<AppErrorData | null>(null)

  /** The list is asked for when no model is chosen yet. */
  async function chosenModel(): Promise<string> {
    if (model.value === null && connection.value !== undefined) await models.load(connection.value)
    if (model.value !== null) return model.value
    const list = models.listOf(settings.value.connectionId)
    if (list.status === 'failed') throw new AppError(list.error)
    throw new AppError({ kind: 'model-not-found', detail: 'No model is chosen.' })
  }

  /** Gives the id of the chat to send in, which a new one gets here. */
  async function chatToSendIn(): Promise<string> {
    const chosen = await chosenModel()
    if (chatId.value === null) return (await chats.create({ ...settings.value, model: chosen })).id
    if (settings.value.model === null) await chats.update(chatId.value, { model: chosen })
    return chatId.value
  }

  async function send(): Promise<void> {
    if (isSending.value) return
    isSending.value = true
    error.value = null
    const taken = draft.take()
    try {
      const isNew = chatId.value === null
      const id = await chatToSendIn()
      // It ends with the reply, and never rejects: nobody waits for it here.
      void replies.send(id, taken).then(draft.refresh)
      if (isNew) {
        draft.moveTo(id)
        await router.replace({ name: 'chat', params: { id } })
      }
    } catch (cause) {
      draft.giveBack(taken)
      if (!(cause instanceof AppError)) throw cause
      error.value = cause.data
    } finally {
      isSending.value = false
    }
  }

  return { send, isSending, error }
}
