import { isCallOf, type ApiCall } from './apiCall.ts'

/** What a screen shows, as far as calls are about it. */
export interface CallScreen {
  /** Of the paths that the screen asks for; none: it is about all of them. */
  prefixes: readonly string[]
  /** `null`: in all places. */
  placeId: string | null
  /** The object that is open, if one is. */
  id: string | null
}

/** Whether a call belongs to what a screen shows: it asks for that, or it has made what is open. */
export function isOnScreen(call: ApiCall, { prefixes, placeId, id }: CallScreen): boolean {
  if (placeId !== null && call.placeId !== placeId) return false
  if (id !== null) return call.path.split(/[/?&=]/u).includes(id) || hasMade(call, id)
  return prefixes.length === 0 || isCallOf(call, prefixes)
}

function hasMade({ method, answer }: ApiCall, id: string): boolean {
  if (method !== 'POST') return false
  if (answer.kind === 'stream') return answer.events.slice(0, 3).some(({ data }) => data.includes(`"${id}"`))
  if (answer.kind !== 'json' || typeof answer.value !== 'object' || answer.value === null) return false
  return Reflect.get(answer.value, 'id') === id || Reflect.get(answer.value, 'thread_id') === id
}
