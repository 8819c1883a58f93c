import { reactive } from 'vue'
import { describe, expect, it } from 'vitest'
import type { ChatParameters, ChatTurn } from '@/domain/chat.ts'
import {
  alternatingTurns,
  canLeaveOut,
  copyParameters,
  jsonCopy,
  refusedParameter,
  requestWithout,
  turnsOf,
} from '@/domain/chatRequest.ts'
import { assistantMessage, userMessage } from '../../support/chatData.ts'

const parameters: ChatParameters = {
  temperature: 1,
  max_output_tokens: 100,
  reasoning_effort: 'low',
  response_format: { type: 'json_object' },
  extra_body: { top_k: 4, min_p: 0.1 },
}
const request = { parameters, isStreaming: true }

describe('requestWithout', () => {
  it('changes nothing when nothing was refused', () => {
    expect(requestWithout(request, 'openai', [])).toEqual({
      ...request,
      maxTokensName: 'max_completion_tokens',
      omit: [],
      isReasoningSentBack: false,
    })
    expect(requestWithout(request, 'ollama', []).maxTokensName).toBe('max_tokens')
  })

  it('leaves out what was refused, by whatever name the server used', () => {
    const names = ['temperature', 'reasoning.effort', 'text.format.schema', 'top_k']
    const left = requestWithout(request, 'openai', names).parameters
    expect(left).toEqual({ max_output_tokens: 100, extra_body: { min_p: 0.1 } })
    expect(parameters.temperature).toBe(1)
  })

  it('sends the output limit under the other name when one is refused, and not at all when both are', () => {
    const other = requestWithout(request, 'openai', ['max_completion_tokens'])
    expect(other.maxTokensName).toBe('max_tokens')
    expect(other.parameters.max_output_tokens).toBe(100)
    expect(requestWithout(request, 'custom', ['max_tokens']).maxTokensName).toBe('max_completion_tokens')
    const both = requestWithout(request, 'openai', ['max_tokens', 'max_completion_tokens'])
    expect(both.parameters).not.toHaveProperty('max_output_tokens')
    expect(requestWithout(request, 'openai', ['max_output_tokens']).parameters).not.toHaveProperty(
      'max_output_tokens',
    )
  })

  it('passes on what is none of the chat’s parameters, such as `stream_options`', () => {
    expect(requestWithout(request, 'custom', ['stream_options']).omit).toEqual(['stream_options'])
  })

  it('sends reasoning back to DeepSeek alone', () => {
    expect(requestWithout(request, 'deepseek', []).isReasoningSentBack).toBe(true)
  })

  it('asks for one piece when streaming is refused', () => {
    expect(requestWithout(request, 'openai', ['stream']).isStreaming).toBe(false)
  })
})

describe('canLeaveOut', () => {
  it.each([
    ['temperature', true],
    ['stop[0]', true],
    ['messages[2].content', false],
    ['input', false],
    ['model', false],
  ])('of %s is %s', (param, can) => {
    expect(canLeaveOut(param)).toBe(can)
  })
})

describe('turnsOf', () => {
  it('gives the turns of a path with their reasoning and attachments', () => {
    const file = {
      id: 'f',
      kind: 'text' as const,
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes: 2,
      text: 'hi',
    }
    const path = [userMessage({ attachments: [file] }), assistantMessage({ reasoning: 'Hm.' })]
    expect(turnsOf(path)).toEqual([
      { role: 'user', text: 'How do I sort?', attachments: [file] },
      { role: 'assistant', text: 'Use `sort`.', reasoning: 'Hm.' },
    ])
  })

  it('leaves out replies without text and joins what they stood between', () => {
    const path = [
      userMessage({ text: 'One' }),
      assistantMessage({ text: '', status: 'failed' }),
      userMessage({ text: 'Two' }),
    ]
    expect(turnsOf(path)).toEqual([{ role: 'user', text: 'One\n\nTwo', attachments: [] }])
  })
})

describe('alternatingTurns', () => {
  const call = { id: 'call_1', name: 'now', arguments: '{}' }
  const user = (text: string): ChatTurn => ({ role: 'user', parts: [{ type: 'text', text }] })
  const reply = (text: string, toolCalls = [call]): ChatTurn => ({
    role: 'assistant',
    text,
    reasoning: '',
    toolCalls,
  })
  const output: ChatTurn = { role: 'tool', callId: 'call_1', output: '12:00' }

  it('joins what a person says on end', () => {
    expect(alternatingTurns([user('One'), user('Two'), reply('Three', []), user('Four')])).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'One' },
          { type: 'text', text: 'Two' },
        ],
      },
      reply('Three', []),
      user('Four'),
    ])
  })

  it('leaves out replies with nothing in them, but no calls and no outputs', () => {
    const turns = [user('One'), reply(''), output, output, reply('Noon', []), user('Two')]

    expect(alternatingTurns(turns)).toEqual(turns)
    expect(alternatingTurns([user('One'), reply('', []), user('Two')])).toHaveLength(1)
  })
})

describe('refusedParameter', () => {
  const refused = (param: string, code?: string): string | null =>
    refusedParameter({ kind: 'invalid', detail: 'No.', param, ...(code !== undefined && { code }) })

  it.each([
    ['temperature', undefined],
    ['temperature', 'unsupported_value'],
    ['reasoning.summary', 'unsupported_parameter'],
    ['parallel_tool_calls', 'unknown_parameter'],
    ['response_format', 'unsupported_parameter'],
  ])('is %s where the code is %s', (param, code) => {
    expect(refused(param, code)).toBe(param)
  })

  it.each([
    ['temperature', 'decimal_above_max_value'],
    ['text.format.schema', 'invalid_json_schema'],
    ['response_format', undefined],
    ['instructions', 'unsupported_parameter'],
    ['tools', 'unsupported_parameter'],
    ['tools[0].function.parameters', 'invalid_function_parameters'],
    ['tool_choice', undefined],
    ['messages[2].content', 'invalid_type'],
  ])('is not %s where the code is %s', (param, code) => {
    expect(refused(param, code)).toBeNull()
  })

  it('is none where the error is of another kind, or names none', () => {
    expect(refusedParameter({ kind: 'context-length', detail: 'Long.', param: 'temperature' })).toBeNull()
    expect(refusedParameter({ kind: 'invalid', detail: 'No.' })).toBeNull()
  })
})

describe('copyParameters', () => {
  it('gives a deep copy that can be stored, also of a reactive object', () => {
    const original: ChatParameters = {
      temperature: 1,
      stop: ['a'],
      extra_body: { nested: { deep: [1] } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', strict: true, schema: { type: 'object' } },
      },
    }
    const proxy = reactive(structuredClone(original))
    expect(() => structuredClone({ ...proxy })).toThrow()
    expect(structuredClone(copyParameters({ ...proxy }))).toEqual(original)
    expect(copyParameters({ response_format: { type: 'text' } })).toEqual({
      response_format: { type: 'text' },
    })
  })
})

describe('jsonCopy', () => {
  it('keeps what JSON can carry, and gives null for what it cannot', () => {
    expect(jsonCopy({ a: [1, undefined], f: () => 1 })).toEqual({ a: [1, null] })
    expect(jsonCopy(undefined)).toBeNull()
  })
})
