import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { BROWSER_PLACE, type RunKey, type ThreadKey } from '@/domain/place.ts'

interface ThreadRoute {
  /** Null: a thread that is not there yet. */
  key: ComputedRef<ThreadKey | null>
  /** The run at its side. */
  runKey: ComputedRef<RunKey | null>
  /** A message to bring into sight. */
  messageId: ComputedRef<string | null>
  /** The assistant that a new thread shall begin with. */
  assistantId: ComputedRef<string | null>
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Which thread the address names. */
export function useThreadRoute(): ThreadRoute {
  const route = useRoute()
  const isHere = computed(() => route.name === 'threads')
  const key = computed((before: ThreadKey | null | undefined): ThreadKey | null => {
    const threadId = isHere.value ? textOf(route.params['id']) : null
    if (threadId === null) return null
    const placeId = textOf(route.query['place']) ?? BROWSER_PLACE.id
    // The same object while it is the same thread.
    return before?.threadId === threadId && before.placeId === placeId ? before : { placeId, threadId }
  })
  return {
    key,
    runKey: computed(() => {
      const runId = textOf(route.query['run'])
      return key.value === null || runId === null ? null : { ...key.value, runId }
    }),
    messageId: computed(() => (key.value === null ? null : textOf(route.query['message']))),
    assistantId: computed(() => (isHere.value ? textOf(route.query['assistant']) : null)),
  }
}
