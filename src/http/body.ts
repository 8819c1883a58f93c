import * as v from 'valibot'
import { ApiError } from './errors.ts'
import { wordsFor } from './violations.ts'

const MAX_BODY_BYTES = 64 * 1024 * 1024

/** Deeper values can be parsed, but neither written as JSON nor stored. */
const MAX_LEVELS = 256

/**
 * The JSON body of a request, checked. `preset` stands for an empty one, where an endpoint takes that.
 * @throws ApiError 400 for what is not JSON, or does not fit the schema (`param` names the place); 413 above 64 MB.
 */
export async function readBody<S extends v.GenericSchema>(
  request: Request,
  schema: S,
  preset?: object,
): Promise<v.InferOutput<S>> {
  const text = await textOf(request)
  return checked(schema, preset !== undefined && text === '' ? preset : parseJson(text))
}

/** `value` as `schema` has it. @throws ApiError 400 that names the place in `param`. */
export function checked<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const { message, code, param } = wordsFor(result.issues[0])
  throw new ApiError(400, message, { code, param })
}

async function textOf(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw tooLarge()
  const bytes = await bytesOf(request)
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge()
  return new TextDecoder().decode(bytes)
}

async function bytesOf(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ApiError(400, `We could not read the body of your request. (${reason})`)
  }
}

function tooLarge(): ApiError {
  return new ApiError(413, 'The body of the request is larger than 64 MB.', { code: 'request_too_large' })
}

function parseJson(text: string): object {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(400, 'The body of the request must be a JSON object.')
  }
  if (isDeeperThan(MAX_LEVELS, value)) {
    throw new ApiError(400, `The body of the request is nested more than ${MAX_LEVELS} levels deep.`)
  }
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ApiError(400, `We could not parse the JSON body of your request. (${reason})`)
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part))
}
