import { createId } from '../../domain/ids.ts'
import type { AssistantChanges, AssistantParams } from '../schemas/assistants.ts'
import type { Assistant, AssistantDeleted } from '../wire.ts'
import type { Storage } from './port.ts'
import { nextPosition, requireRow, secondsOf } from './rows.ts'

/** Adds an assistant, with the API's defaults for what is not given. */
export function createAssistant(
  storage: Storage,
  params: AssistantParams,
  nowMs: number,
): Promise<Assistant> {
  return storage.write(['assistants'], async (tx) => {
    const object: Assistant = {
      id: createId('asst'),
      object: 'assistant',
      created_at: secondsOf(nowMs),
      name: params.name ?? null,
      description: params.description ?? null,
      model: params.model,
      instructions: params.instructions ?? null,
      tools: params.tools ?? [],
      metadata: params.metadata ?? {},
      temperature: params.temperature ?? 1,
      top_p: params.top_p ?? 1,
      response_format: params.response_format ?? 'auto',
      reasoning_effort: params.reasoning_effort ?? null,
    }
    const position = await nextPosition(tx, 'assistants', 'all', [])
    await tx.put('assistants', { id: object.id, position, object })
    return object
  })
}

/** Replaces what is given. @throws ApiError 404 */
export function updateAssistant(storage: Storage, id: string, changes: AssistantChanges): Promise<Assistant> {
  return storage.write(['assistants'], async (tx) => {
    const row = await requireRow(tx, 'assistants', id)
    const object: Assistant = { ...row.object, ...changes }
    await tx.put('assistants', { ...row, object })
    return object
  })
}

/** @throws ApiError 404 */
export function deleteAssistant(storage: Storage, id: string): Promise<AssistantDeleted> {
  return storage.write(['assistants'], async (tx) => {
    await requireRow(tx, 'assistants', id)
    await tx.delete('assistants', id)
    return { id, object: 'assistant.deleted', deleted: true }
  })
}
