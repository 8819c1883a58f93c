import * as v from 'valibot'
import { readBody } from '../http/body.ts'
import { requireEmbeddingModel } from './models.ts'
import { hashOf } from './seed.ts'
import { countTokens } from './tokens.ts'

const DIMENSIONS = 256

const text = v.pipe(v.string(), v.minLength(1))
const tokens = v.pipe(v.array(v.number()), v.minLength(1))

const bodySchema = v.looseObject({
  model: v.string(),
  input: v.union([text, tokens, v.pipe(v.array(v.union([text, tokens])), v.minLength(1), v.maxLength(2048))]),
  dimensions: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2048))),
  encoding_format: v.nullish(v.picklist(['float', 'base64'])),
})

/** `POST /embeddings`. Texts that share words and parts of words come out near each other; meaning is not looked at. */
export async function createEmbeddings(request: Request): Promise<Response> {
  const body = await readBody(request, bodySchema)
  requireEmbeddingModel(body.model)
  const inputs = inputsOf(body.input)
  const data = inputs.map((input, index) => {
    const vector = embed(input, body.dimensions ?? DIMENSIONS)
    const embedding = body.encoding_format === 'base64' ? toBase64(vector) : Array.from(vector)
    return { object: 'embedding', index, embedding }
  })
  const prompt_tokens = inputs.reduce((sum, input) => sum + countTokens(input), 0)
  const usage = { prompt_tokens, total_tokens: prompt_tokens }
  return Response.json({ object: 'list', data, model: body.model, usage })
}

function inputsOf(input: v.InferOutput<typeof bodySchema>['input']): string[] {
  if (typeof input === 'string') return [input]
  // Token ids mean nothing to the script, but equal ids must come out equal.
  const numbers = input.filter((entry) => typeof entry === 'number')
  if (numbers.length > 0) return [numbers.join(' ')]
  return input.flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Array.isArray(entry) ? [entry.join(' ')] : [],
  )
}

/** Hashed words, letter trigrams and pairs of Chinese characters, as a vector of length 1. */
export function embed(input: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  for (const [feature, weight] of features(input)) {
    const hash = hashOf(feature)
    const index = hash % dimensions
    vector[index] = (vector[index] ?? 0) + (hash & 0x80000000 ? -weight : weight)
  }
  const length = Math.hypot(...vector)
  // A text without a single letter or digit has no features, and opposite ones may cancel out.
  if (length === 0) vector[0] = 1
  return length === 0 ? vector : vector.map((value) => value / length)
}

function* features(input: string): Generator<[feature: string, weight: number]> {
  const lower = input.toLowerCase()
  for (const [word] of lower.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (/\p{Script=Han}/u.test(word)) {
      for (let index = 0; index < word.length; index++) {
        yield [word.slice(index, index + 1), 0.5]
        if (index > 0) yield [word.slice(index - 1, index + 1), 1]
      }
      continue
    }
    yield [word, 1]
    const padded = `^${word}$`
    for (let index = 0; index + 3 <= padded.length; index++) yield [padded.slice(index, index + 3), 0.4]
  }
}

/** Little-endian 32-bit floats, as OpenAI packs them. */
function toBase64(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4))
  vector.forEach((value, index) => view.setFloat32(index * 4, value, true))
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)))
}
