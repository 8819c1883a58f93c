import type OpenAI from 'openai'
import type { RuntimeDeps } from '@/runtime/deps.ts'
import type { FakeInterpreter } from './fakeInterpreter.ts'
import { createRuntimeScene, type RuntimeScene } from './runtimeScene.ts'
import type { SpecificationError } from './specification.ts'
import { CODE, validatedClient } from './toolScene.ts'

/** A call of code interpreter. */
export const program = (code: string): [string, string] => ['python', JSON.stringify({ code })]
export const png = (text: string): Blob => new Blob([text], { type: 'image/png' })

export interface CodeScene extends RuntimeScene {
  client: OpenAI
}

/** A scene whose assistant can have programs run. */
export async function codeScene(
  violations: SpecificationError[],
  answers: Parameters<typeof createRuntimeScene>[0],
  interpreter: FakeInterpreter | undefined,
  {
    deps = {},
    assistant = {},
  }: { deps?: Partial<RuntimeDeps>; assistant?: Partial<OpenAI.Beta.AssistantCreateParams> } = {},
): Promise<CodeScene> {
  const scene = await createRuntimeScene(answers, {
    deps: { ...(interpreter && { interpreter }), ...deps },
    assistant: { tools: [CODE], ...assistant },
    says: 'What is 6 times 7?',
  })
  return { ...scene, client: validatedClient(scene, violations) }
}
