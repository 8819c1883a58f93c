import { computed, type ComputedRef, type Ref, shallowRef, watch } from 'vue'
import type { Chat } from '@/domain/chat.ts'
import type { Connection } from '@/domain/connection.ts'
import { useChatsStore } from '@/stores/chats.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useModelsStore } from '@/stores/models.ts'
import { useAttempt } from './useAttempt.ts'
import { whenIdle } from './whenIdle.ts'

export type ChatSettings = Pick<
  Chat,
  'connectionId' | 'model' | 'api' | 'isStreaming' | 'parameters' | 'folder'
>

interface SettingsOfChat {
  /** Null while the chat is new, or not there. */
  chat: ComputedRef<Chat | null>
  settings: ComputedRef<ChatSettings>
  /** The connection of the chat; undefined when the person has removed it. */
  connection: ComputedRef<Connection | undefined>
  /** The chat's model, else the connection's default, else null. */
  model: ComputedRef<string | null>
  change: (patch: Partial<ChatSettings>) => Promise<void>
  startNew: (patch?: Partial<ChatSettings>) => void
}

/** What a chat is sent with: kept in the chat, or for a new one here, until its first message makes it one. */
export function useChatSettings(chatId: Readonly<Ref<string | null>>): SettingsOfChat {
  const chats = useChatsStore()
  const connections = useConnectionsStore()
  const models = useModelsStore()
  const attempt = useAttempt()

  const fresh = (): ChatSettings => ({
    connectionId: connections.currentId,
    model: null,
    api: null,
    isStreaming: true,
    parameters: {},
    folder: null,
  })
  const blank = shallowRef(fresh())

  const chat = computed(() => (chatId.value === null ? null : (chats.byId(chatId.value) ?? null)))
  const settings = computed((): ChatSettings => chat.value ?? blank.value)
  const connection = computed(() => connections.byId(settings.value.connectionId))
  const model = computed(() => settings.value.model ?? models.defaultOf(settings.value.connectionId))

  async function change(patch: Partial<ChatSettings>): Promise<void> {
    const id = chat.value?.id
    if (id === undefined) blank.value = { ...blank.value, ...patch }
    else await attempt(() => chats.update(id, patch))
  }

  function startNew(patch: Partial<ChatSettings> = {}): void {
    blank.value = { ...fresh(), ...patch }
  }

  // The chat that is not sent yet takes the connection that the person switches to.
  watch(
    () => connections.currentId,
    (connectionId) => {
      blank.value = { ...blank.value, connectionId, model: null }
    },
  )
  watch(
    connection,
    (shown) => {
      if (shown === undefined) return
      // Asking for the models brings the SDK along: not before the page can be typed in.
      whenIdle(() => models.load(shown))
    },
    { immediate: true },
  )

  return { chat, settings, connection, model, change, startNew }
}
