import type { RouteLocationNormalizedLoaded } from 'vue-router'
import type { CallScreen } from '@/domain/callScreen.ts'

const CHAT = ['/chat/completions', '/responses']

const PREFIXES: Record<string, readonly string[]> = {
  chat: CHAT,
  assistants: ['/assistants'],
  threads: ['/threads'],
  runs: ['/threads'],
  files: ['/files'],
  'vector-stores': ['/vector_stores'],
  models: ['/models'],
}

/** What of the calls a route is about: those of its object where one is open. A chat is kept here, and no server knows its id. */
export function screenOfRoute({ name, params, query }: RouteLocationNormalizedLoaded): CallScreen {
  const prefixes = typeof name === 'string' ? (PREFIXES[name] ?? []) : []
  const hasPlace = prefixes.length > 0 && name !== 'chat' && name !== 'models' && name !== 'runs'
  const placeId = typeof query['place'] === 'string' ? query['place'] : 'browser'
  const ids = hasPlace ? [query['run'], params['id']] : []
  const id = ids.find((one): one is string => typeof one === 'string' && one !== '' && one !== 'new')
  return { prefixes, placeId: hasPlace ? placeId : null, id: id ?? null }
}
