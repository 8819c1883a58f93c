import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '@/domain/chat.ts'
import { chatCompletionBody } from '@/services/chatCompletionBody.ts'
import { withoutFields } from '@/services/requestBody.ts'
import { responseBody } from '@/services/responseBody.ts'
import { chatRequest } from '../../support/chat.ts'

const parameters: ChatRequest['parameters'] = {
  instructions: 'Be brief.',
  temperature: 0.3,
  top_p: 0.9,
  max_output_tokens: 100,
  stop: ['END'],
  seed: 7,
  presence_penalty: 0.1,
  frequency_penalty: 0.2,
  reasoning_effort: 'low',
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
  },
  extra_body: { top_k: 40, temperature: 1 },
}

const image = {
  id: '1',
  kind: 'image',
  name: 'a.png',
  mediaType: 'image/png',
  bytes: 3,
  dataURL: 'data:image/png;base64,AA',
} as const
const file = {
  id: '2',
  kind: 'text',
  name: 'notes.md',
  mediaType: 'text/markdown',
  bytes: 3,
  text: 'A ````fence```` inside',
} as const

const turns: ChatRequest['turns'] = [
  { role: 'user', text: 'What is this?', attachments: [file, image] },
  { role: 'assistant', text: 'Notes.', reasoning: 'Hm.' },
  { role: 'user', text: 'Thanks', attachments: [] },
]

const inlined = 'notes.md:\n`````md\nA ````fence```` inside\n`````\n\nWhat is this?'

describe('chatCompletionBody', () => {
  it('says everything in the words of chat completions', () => {
    expect(chatCompletionBody(chatRequest({ parameters, turns }))).toEqual({
      model: 'test-large',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: inlined },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
          ],
        },
        { role: 'assistant', content: 'Notes.' },
        { role: 'user', content: 'Thanks' },
      ],
      top_p: 0.9,
      max_completion_tokens: 100,
      stop: ['END'],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      reasoning_effort: 'low',
      response_format: parameters.response_format,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 1,
      top_k: 40,
    })
  })

  it('uses the names that an older server knows', () => {
    const body = chatCompletionBody(
      chatRequest({
        parameters: { ...parameters, instructions_role: 'developer' },
        maxTokensName: 'max_tokens',
      }),
    )

    expect(body).toMatchObject({ max_tokens: 100, messages: [{ role: 'developer' }, { role: 'user' }] })
    expect(body).not.toHaveProperty('max_completion_tokens')
    expect(body).not.toHaveProperty('instructions_role')
  })

  it('sends no stream options without a stream', () => {
    expect(chatCompletionBody(chatRequest({ isStreaming: false }))).toEqual({
      model: 'test-large',
      messages: [{ role: 'user', content: 'Hello 你好' }],
      stream: false,
    })
  })

  it('sends reasoning back only where it is asked for', () => {
    const { messages } = chatCompletionBody(chatRequest({ turns, isReasoningSentBack: true }))

    expect(messages[1]).toEqual({ role: 'assistant', content: 'Notes.', reasoning_content: 'Hm.' })
  })
})

describe('responseBody', () => {
  it('says what responses know in their words, and nothing else', () => {
    expect(responseBody(chatRequest({ api: 'responses', parameters, turns }))).toEqual({
      model: 'test-large',
      instructions: 'Be brief.',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: inlined },
            { type: 'input_image', image_url: 'data:image/png;base64,AA', detail: 'auto' },
          ],
        },
        { role: 'assistant', content: 'Notes.' },
        { role: 'user', content: 'Thanks' },
      ],
      stream: true,
      store: false,
      top_p: 0.9,
      max_output_tokens: 100,
      reasoning: { effort: 'low', summary: 'auto' },
      text: { format: { type: 'json_schema', name: 'answer', schema: { type: 'object' }, strict: true } },
      temperature: 1,
      top_k: 40,
    })
  })

  it('says nothing about reasoning without an effort', () => {
    expect(responseBody(chatRequest())).not.toHaveProperty('reasoning')
  })
})

/** A question with a picture, a call, its output, and a call beside words. */
const toolRequest: Partial<ChatRequest> = {
  tools: [
    { name: 'get_weather', description: 'The weather', parameters: { type: 'object' }, strict: true },
    { name: 'now', strict: null },
  ],
  toolChoice: { name: 'get_weather' },
  isParallel: false,
  turns: [
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'Before' },
        { type: 'image', url: 'https://img.test/a.png', detail: 'low' },
        { type: 'text', text: 'after' },
        { type: 'image', url: 'data:image/png;base64,AA', detail: 'auto' },
      ],
    },
    {
      role: 'assistant',
      text: '',
      reasoning: 'Hm.',
      toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: '{"city":"Rome"}' }],
      reasoningItems: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }],
    },
    { role: 'tool', callId: 'call_1', output: 'Sunny' },
    {
      role: 'assistant',
      text: 'And the time?',
      reasoning: '',
      toolCalls: [{ id: 'call_2', name: 'now', arguments: '{}' }],
    },
    { role: 'tool', callId: 'call_2', output: '' },
  ],
}

describe('tools', () => {
  it('go to chat completions', () => {
    const body = chatCompletionBody(chatRequest(toolRequest))

    expect(body.tools).toEqual([
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'The weather',
          parameters: { type: 'object' },
          strict: true,
        },
      },
      {
        type: 'function',
        function: {
          name: 'now',
          parameters: { type: 'object', properties: {}, additionalProperties: false },
        },
      },
    ])
    expect(body.tool_choice).toEqual({ type: 'function', function: { name: 'get_weather' } })
    expect(body.parallel_tool_calls).toBe(false)
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Before' },
          { type: 'image_url', image_url: { url: 'https://img.test/a.png', detail: 'low' } },
          { type: 'text', text: 'after' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'Sunny' },
      {
        role: 'assistant',
        content: 'And the time?',
        tool_calls: [{ id: 'call_2', type: 'function', function: { name: 'now', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_2', content: '' },
    ])
  })

  it('go to responses', () => {
    const body = responseBody(chatRequest({ ...toolRequest, api: 'responses' }))

    expect(body.tools).toEqual([
      {
        type: 'function',
        name: 'get_weather',
        description: 'The weather',
        parameters: { type: 'object' },
        strict: true,
      },
      {
        type: 'function',
        name: 'now',
        parameters: { type: 'object', properties: {}, additionalProperties: false },
        strict: false,
      },
    ])
    expect(body).toMatchObject({
      tool_choice: { type: 'function', name: 'get_weather' },
      parallel_tool_calls: false,
      include: ['reasoning.encrypted_content'],
      store: false,
    })
    expect(body.input).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Before' },
          { type: 'input_image', image_url: 'https://img.test/a.png', detail: 'low' },
          { type: 'input_text', text: 'after' },
          { type: 'input_image', image_url: 'data:image/png;base64,AA', detail: 'auto' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' },
      { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Rome"}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'Sunny' },
      { role: 'assistant', content: 'And the time?' },
      { type: 'function_call', call_id: 'call_2', name: 'now', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_2', output: '' },
    ])
  })

  it.each([chatCompletionBody, responseBody])('leave nothing behind when there are none', (bodyOf) => {
    const body = bodyOf(chatRequest({ tools: [], toolChoice: 'required', isParallel: true }))

    for (const field of ['tools', 'tool_choice', 'parallel_tool_calls', 'include']) {
      expect(body).not.toHaveProperty(field)
    }
  })

  it('are chosen by word', () => {
    const request = chatRequest({ ...toolRequest, toolChoice: 'required' })

    expect(chatCompletionBody(request).tool_choice).toBe('required')
    expect(responseBody(request).tool_choice).toBe('required')
  })
})

describe('a turn of several texts', () => {
  it('is a plain string', () => {
    const parts = [
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ] as const
    const request = chatRequest({ turns: [{ role: 'user', parts: [...parts] }] })

    expect(chatCompletionBody(request).messages).toEqual([{ role: 'user', content: 'One\n\nTwo' }])
    expect(responseBody(request).input).toEqual([{ role: 'user', content: 'One\n\nTwo' }])
  })
})

describe('withoutFields', () => {
  const body = { seed: 1, reasoning: { effort: 'low', summary: 'auto' }, text: { format: 'x' } }

  it.each([
    [[], body],
    [['seed'], { reasoning: body.reasoning, text: body.text }],
    [['reasoning.summary'], { ...body, reasoning: { effort: 'low' } }],
    [['text.format'], { seed: 1, reasoning: body.reasoning }],
    [['reasoning.summary', 'reasoning.effort'], { seed: 1, text: body.text }],
    [['unknown', 'un.known'], body],
  ])('leaves out %j', (names, left) => {
    expect(withoutFields(body, names)).toEqual(left)
  })

  it('does not change what it is given', () => {
    withoutFields(body, ['reasoning.summary'])

    expect(body.reasoning).toEqual({ effort: 'low', summary: 'auto' })
  })
})
