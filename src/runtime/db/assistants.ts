import { createId } from '../../domain/ids.ts'
import type { AssistantChanges, AssistantParams } from '../schemas/assistants.ts'
import type { Assistant, AssistantDeleted } from '../wire.ts'
import type { Storage } from './port.ts'
import { nextPosition, requireRow, secondsOf } from './rows.ts'
import { changedToolResources, TOOL_RESOURCE_TABLES } from './toolResources.ts'

const TABLES = ['assistants', ...TOOL_RESOURCE_TABLES] as const

/** What a person sets of an assistant; files and stores apart, which are looked up. */
type Settings = Required<Omit<Assistant, 'id' | 'object' | 'created_at' | 'model' | 'tool_resources'>>

const DEFAULTS: Settings = {
  name: null,
  description: null,
  instructions: null,
  tools: [],
  metadata: {},
  temperature: 1,
  top_p: 1,
  response_format: 'auto',
  reasoning_effort: null,
}

/** Adds an assistant, with the API's defaults for what is not given. @throws ApiError 404 for its files and stores. */
export function createAssistant(
  storage: Storage,
  params: AssistantParams,
  nowMs: number,
): Promise<Assistant> {
  return storage.write(TABLES, async (tx) => {
    const { tool_resources: given } = params
    const object: Assistant = {
      id: createId('asst'),
      object: 'assistant',
      created_at: secondsOf(nowMs),
      model: params.model,
      ...changedSettings(DEFAULTS, params),
      tool_resources: await changedToolResources(tx, { before: {}, given }, nowMs),
    }
    const position = await nextPosition(tx, 'assistants', 'all', [])
    await tx.put('assistants', { id: object.id, position, object })
    return object
  })
}

/** Replaces what is given; null gives the default back. @throws ApiError 404 for it, its files and stores. */
export function updateAssistant(
  storage: Storage,
  { id, changes }: { id: string; changes: AssistantChanges },
  nowMs: number,
): Promise<Assistant> {
  return storage.write(TABLES, async (tx) => {
    const row = await requireRow(tx, 'assistants', id)
    const resources = { before: row.object.tool_resources ?? {}, given: changes.tool_resources }
    const object: Assistant = {
      ...row.object,
      model: changes.model ?? row.object.model,
      ...changedSettings({ ...DEFAULTS, ...row.object }, changes),
      tool_resources: await changedToolResources(tx, resources, nowMs),
    }
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

function changedSettings(before: Settings, changes: AssistantChanges): Settings {
  return {
    name: changed(changes.name, before.name, DEFAULTS.name),
    description: changed(changes.description, before.description, DEFAULTS.description),
    instructions: changed(changes.instructions, before.instructions, DEFAULTS.instructions),
    tools: changes.tools ?? before.tools,
    metadata: changed(changes.metadata, before.metadata, DEFAULTS.metadata),
    temperature: changed(changes.temperature, before.temperature, DEFAULTS.temperature),
    top_p: changed(changes.top_p, before.top_p, DEFAULTS.top_p),
    response_format: changed(changes.response_format, before.response_format, DEFAULTS.response_format),
    reasoning_effort: changed(changes.reasoning_effort, before.reasoning_effort, DEFAULTS.reasoning_effort),
  }
}

function changed<T>(given: T | null | undefined, before: T, preset: T): T {
  return given === undefined ? before : (given ?? preset)
}
