import { reactive } from 'vue'
import { describe, expect, it } from 'vitest'
import type { ChatParameters } from '@/domain/chat.ts'
import { canLeaveOut, copyParameters, jsonCopy, requestWithout, turnsOf } from '@/domain/chatRequest.ts'
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
