/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import * as v from 'valibot'
import { expect } from 'vitest'
import type { RuntimeDeps } from '@/runtime/deps.ts'
import type { Run } from '@/runtime/wire.ts'
import { chunk, usageChunk, type FakeModel, type ModelAnswer } from './fakeModel.ts'
import { createRuntimeScene, type RuntimeScene } from './runtimeScene.ts'
import type { SpecificationError } from './specification.ts'
import { outputsIn, SEARCH, validatedClient } from './toolScene.ts'

/** A call of file search. */
export const search = (...queries: string[]): [string, string] => ['file_search', JSON.stringify({ queries })]

const outputSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    results: v.array(
      v.looseObject({ cite: v.string(), file: v.string(), score: v.number(), text: v.string() }),
    ),
    notes: v.optional(v.array(v.string()), []),
  }),
)

/** The passages that the last tool output of a request has. */
export function passagesIn(
  request: Parameters<typeof outputsIn>[0] | undefined,
): v.InferOutput<typeof outputSchema> {
  return v.parse(outputSchema, request === undefined ? undefined : outputsIn(request).at(-1))
}

/** Says what `write` makes of the marks that it was given last. */
export const citing = (write: (marks: string[]) => string[]): ModelAnswer =>
  function* (body) {
    for (const content of write(passagesIn(body).results.map(({ cite }) => cite))) yield chunk({ content })
    yield chunk({}, 'stop')
    yield usageChunk(10, 5)
  }

const FILES = {
  'agreement.md': '# Penalties\n\nThe penalty is 0.5 % of the order value for each full day of delay.',
  'annex.txt': 'The warranty of the pump lasts for twenty-four months.',
  'minutes.txt': 'The board met on Tuesday and adjourned at noon.',
}

/** The tool, which gives no more than one result. */
export const ONE_RESULT = { type: 'file_search' as const, file_search: { max_num_results: 1 } }

export interface SearchScene extends RuntimeScene {
  storeId: string
  fileIds: Record<string, string>
}

interface SceneOptions {
  /** Of the files of the assistant's store, by their names. */
  files?: Record<string, string | Blob>
  tool?: OpenAI.Beta.FileSearchTool
  tools?: OpenAI.Beta.AssistantTool[]
  deps?: Partial<RuntimeDeps>
  says?: string
}

/** A scene whose assistant has a vector store with some files that have been read. */
export async function searchScene(
  violations: SpecificationError[],
  answers: readonly ModelAnswer[] | FakeModel,
  {
    files = FILES,
    tool = SEARCH,
    tools = [],
    deps = {},
    says: text = 'What is the penalty?',
  }: SceneOptions = {},
): Promise<SearchScene> {
  const scene = await createRuntimeScene(answers, {
    deps,
    assistant: { tools: [tool, ...tools] },
    says: text,
  })
  const client = validatedClient(scene, violations)
  const fileIds: Record<string, string> = {}
  for (const [name, content] of Object.entries(files)) {
    const file = await client.files.create({ file: new File([content], name), purpose: 'assistants' })
    fileIds[name] = file.id
  }
  const { id: storeId } = await client.vectorStores.create({ file_ids: Object.values(fileIds) })
  await client.beta.assistants.update(scene.assistantId, {
    tool_resources: { file_search: { vector_store_ids: [storeId] } },
  })
  await expect
    .poll(async () => (await client.vectorStores.retrieve(storeId)).file_counts.in_progress, { interval: 5 })
    .toBe(0)
  return { ...scene, client, storeId, fileIds }
}

/** A run that has completed. */
export async function completed(
  scene: SearchScene,
  params: Parameters<RuntimeScene['run']>[0] = {},
): Promise<Run> {
  return scene.until(await scene.run(params), 'completed')
}
