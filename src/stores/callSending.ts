import type { ApiCall } from '@/domain/apiCall.ts'
import { AppError } from '@/domain/errors.ts'
import { REDACTED } from '@/domain/redaction.ts'
import { sendCall } from '@/services/sendCall.ts'
import { useCallsStore } from './calls.ts'
import { usePlacesStore } from './places.ts'

/** Whether all of a call that has to be sent is in its record. */
export function canSendAgain({ request, path }: ApiCall): boolean {
  if (path.includes(REDACTED) || (request.kind !== 'json' && request.kind !== 'none')) return false
  return request.kind === 'none' || !JSON.stringify(request.value).includes(REDACTED)
}

/**
 * Sends a call once more, with another body where one is given, and gives the id of the new call, of which the record tells how it went.
 * @throws AppError where it could not be sent: the connection is gone, or its key is locked.
 */
export async function sendAgain(call: ApiCall, body?: unknown): Promise<string> {
  const calls = useCallsStore()
  const client = await usePlacesStore().clientOf(call.placeId)
  const before = new Set(calls.calls.map(({ id }) => id))
  const recorded = call.request.kind === 'json' ? call.request.value : undefined
  await sendCall(client, call, body === undefined ? recorded : body)
  const made = calls.calls.find(
    ({ id, path, method }) => !before.has(id) && path === call.path && method === call.method,
  )
  if (made === undefined) throw new AppError({ kind: 'unexpected', detail: 'The call was not sent.' })
  return made.id
}
