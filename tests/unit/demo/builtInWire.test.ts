import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { createDemoEndpoint } from '@/demo/index.ts'

const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'https://demo.test/v1',
  fetch: createDemoEndpoint({ pace: 0 }).fetch,
  dangerouslyAllowBrowser: true,
})

const model = 'skein-demo'
const name = 'file_search'
const parameters = {
  type: 'object',
  properties: { queries: { type: 'array', items: { type: 'string' } } },
  required: ['queries'],
}
const question = 'How high is the tower?'
const output = JSON.stringify({
  results: [{ cite: '【0:0†towers.pdf】', file: 'towers.pdf', text: 'The tower is 96 m high.' }],
})
const sentence = '> The tower is 96 m high. 【0:0†towers.pdf】'

describe('a search, from the question to the cited answer, streamed', () => {
  it('goes over Chat Completions', async () => {
    const tools: OpenAI.ChatCompletionTool[] = [{ type: 'function', function: { name, parameters } }]
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: question }]
    const first = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion()
    const message = first.choices[0]!.message
    const [call] = message.tool_calls!
    if (call?.type !== 'function') throw new Error('not a function call')
    expect(call.function).toMatchObject({ name, arguments: '{"queries":["high tower"]}' })
    messages.push(message, { role: 'tool', tool_call_id: call.id, content: output })
    const stream = client.chat.completions.stream({ model, messages, tools })
    expect(await stream.finalContent()).toContain(sentence)
  })

  it('goes over Responses, also where the tool is not offered again', async () => {
    const tools: OpenAI.Responses.Tool[] = [{ type: 'function', name, parameters, strict: null }]
    const first = await client.responses.stream({ model, input: question, tools }).finalResponse()
    const call = first.output.find((item) => item.type === 'function_call')
    if (call === undefined) throw new Error('no call')
    expect(call).toMatchObject({ name, arguments: '{"queries":["high tower"]}' })
    const input: OpenAI.Responses.ResponseInput = [
      { role: 'user', content: question },
      { type: 'function_call', call_id: call.call_id, name, arguments: call.arguments },
      { type: 'function_call_output', call_id: call.call_id, output },
    ]
    const last = await client.responses.stream({ model, input }).finalResponse()
    expect(last.output_text).toContain(sentence)
  })
})
