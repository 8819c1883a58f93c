import { type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
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
  /** Gives up waiting for a model to send to; what was typed is back in the composer then. */
  cancel: () => void
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
  let waiting: AbortController | null = null

  /** The list is asked for when no model is chosen yet. */
  async function chosenModel(signal: AbortSignal): Promise<string> {
    if (model.value === null && connection.value !== undefined)
      await Promise.race([models.load(connection.value), whenAborted(signal)])
    if (signal.aborted) throw new AppError({ kind: 'aborted', detail: 'Stopped.' })
    if (model.value !== null) return model.value
    const list = models.listOf(settings.value.connectionId)
    if (list.status === 'failed') throw new AppError(list.error)
    throw new AppError({ kind: 'model-not-found', detail: 'No model is chosen.' })
  }

  /** Gives the id of the chat to send in, which a new one gets here. */
  async function chatToSendIn(id: string | null, signal: AbortSignal): Promise<string> {
    const chosen = await chosenModel(signal)
    if (id === null) return (await chats.create({ ...settings.value, model: chosen })).id
    if (settings.value.model === null) await chats.update(id, { model: chosen })
    return id
  }

  async function send(): Promise<void> {
    if (isSending.value) return
    isSending.value = true
    error.value = null
    waiting = new AbortController()
    const taken = draft.take()
    const shown = chatId.value
    try {
      const id = await chatToSendIn(shown, waiting.signal)
      // It ends with the reply, and never rejects: nobody waits for it here.
      void replies.send(id, taken.draft).then(draft.refresh)
      if (shown === null) {
        draft.moveTo(id)
        await router.replace({ name: 'chat', params: { id } })
      }
    } catch (cause) {
      taken.giveBack()
      if (!(cause instanceof AppError)) throw cause
      if (cause.kind !== 'aborted') error.value = cause.data
    } finally {
      isSending.value = false
    }
  }

  const cancel = (): void => waiting?.abort()
  // Whoever goes elsewhere meanwhile has thought better of it: it stays typed where it was.
  watch(chatId, cancel)

  return { send, isSending, cancel, error }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
