import type OpenAI from 'openai'
import type { ApiCall } from '../domain/apiCall.ts'

/**
 * Makes a recorded call anew, and reads its answer to the end. How it went is in the record, whatever came of it: an answer
 * that refuses is one as well.
 */
export async function sendCall(
  client: OpenAI,
  { method, path, headers }: ApiCall,
  body: unknown,
): Promise<void> {
  const beta = headers.find(([name]) => name.toLowerCase() === 'openai-beta')?.[1]
  const verb = VERBS.find((one) => one === method.toLowerCase())
  if (verb === undefined) return
  const isStream = typeof body === 'object' && body !== null && Reflect.get(body, 'stream') === true
  try {
    const response = await client
      .request({
        method: verb,
        path,
        ...(body !== undefined && { body }),
        ...(beta !== undefined && { headers: { 'OpenAI-Beta': beta } }),
        stream: isStream,
      })
      .asResponse()
    await response.arrayBuffer()
  } catch {
    // The record says what went wrong, to whom the call was sent for.
  }
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const
