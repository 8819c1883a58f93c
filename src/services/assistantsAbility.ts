import type OpenAI from 'openai'
import { isListed } from './doctorChecks.ts'
import { askEndpoint, PROBE_TIMEOUT_MS, type Answer } from './doctorProbes.ts'

/**
 * Whether an endpoint speaks Assistants v2 itself, by one question; `null` when its answer, or silence, tells neither.
 * @throws AppError of kind `aborted`.
 */
export async function assistantsAbility(client: OpenAI, signal: AbortSignal): Promise<boolean | null> {
  return isListed(await askForAssistants(client.withOptions({ timeout: PROBE_TIMEOUT_MS }), signal))
}

/** Asks for a list of assistants. @throws AppError of kind `aborted`. */
export function askForAssistants(client: OpenAI, signal: AbortSignal): Promise<Answer> {
  const headers = { 'OpenAI-Beta': 'assistants=v2' }
  return askEndpoint(client, { method: 'get', path: '/assistants?limit=1', headers }, signal)
}

/** Whether an endpoint keeps files, by one question; `null` when its answer, or silence, tells neither. @throws AppError of kind `aborted`. */
export async function filesAbility(client: OpenAI, signal: AbortSignal): Promise<boolean | null> {
  const patient = client.withOptions({ timeout: PROBE_TIMEOUT_MS })
  return isListed(await askEndpoint(patient, { method: 'get', path: '/files?limit=1' }, signal))
}
