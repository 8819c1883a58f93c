import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { useConnectionsStore } from '@/stores/connections.ts'
import type { ChatSettings } from './useChatSettings.ts'

interface ChatRoute {
  /** Null: a new chat. */
  chatId: ComputedRef<string | null>
  /** A message to bring into sight. */
  revealId: ComputedRef<string | null>
  /** What `?model=…&connection=…` wants a new chat to begin with; null when it says nothing. */
  wanted: ComputedRef<Partial<ChatSettings> | null>
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Which chat the address names. */
export function useChatRoute(): ChatRoute {
  const route = useRoute()
  const connections = useConnectionsStore()
  const chatId = computed(() => (route.name === 'chat' ? textOf(route.params['id']) : null))
  return {
    chatId,
    revealId: computed(() => textOf(route.query['message'])),
    wanted: computed(() => {
      const model = textOf(route.query['model'])
      const connectionId = textOf(route.query['connection'])
      if (route.name !== 'chat' || chatId.value !== null || (model ?? connectionId) === null) return null
      const isKnown = connectionId !== null && connections.byId(connectionId) !== undefined
      return { model, ...(isKnown && { connectionId }) }
    }),
  }
}
