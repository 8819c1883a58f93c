import type OpenAI from 'openai'
import * as v from 'valibot'
import { parseAnswer, readJSON } from './answer.ts'
import { ask } from './requests.ts'

/** A request is answered in seconds; a model that has to be loaded first takes longer. */
const TIMEOUT_MS = 120_000

/** The vector of each text, in their order; none of the texts may be empty. @throws AppError */
export function createEmbeddings(
  client: OpenAI,
  { model, input }: { model: string; input: readonly string[] },
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const target = { client, path: '/embeddings', signal, timeoutMs: TIMEOUT_MS }
  return ask(target, async (stopped) => {
    const params = { model, input: [...input] }
    const response = await client.embeddings.create(params, { signal: stopped }).asResponse()
    return parseAnswer(answerSchema(input.length), await readJSON(response), response)
  })
}

/** The SDK asks for base64, which has half the size; who does not know it gives numbers. */
const vectorSchema = v.pipe(
  v.union([
    v.pipe(
      v.array(v.number()),
      v.transform((values) => Float32Array.from(values)),
    ),
    v.pipe(v.string(), v.base64(), v.transform(fromBase64)),
  ]),
  v.check((vector) => vector.length > 0, 'An empty vector.'),
)

function answerSchema(count: number): v.GenericSchema<unknown, Float32Array[]> {
  return v.pipe(
    v.object({
      data: v.pipe(
        v.array(v.object({ index: v.number(), embedding: vectorSchema })),
        v.length(count, `Not ${count} vectors.`),
      ),
    }),
    v.transform(({ data }) => data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)),
    v.check(
      (vectors) => new Set(vectors.map(({ length }) => length)).size <= 1,
      'Vectors of unlike lengths.',
    ),
  )
}

/** Little-endian 32-bit floats, as OpenAI packs them. */
function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(index * 4, true))
}
