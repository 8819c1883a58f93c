import { expect, it } from 'vitest'
import { gistOf } from '@/domain/eventGist.ts'

it('says what an event brings', () => {
  expect(gistOf('{"id":"x","choices":[{"index":0,"delta":{"content":"Hi"}}]}')).toBe('{"content":"Hi"}')
  expect(gistOf('{"type":"response.output_text.delta","delta":"Hi"}')).toBe('response.output_text.delta "Hi"')
  expect(gistOf('{"type":"response.completed","response":{}}')).toBe('response.completed')
  expect(gistOf('{"id":"m","object":"thread.message.delta","delta":{"content":[]}}')).toBe('{"content":[]}')
  expect(gistOf('{"choices":[],"usage":{}}')).toBe('{"choices":[],"usage":{}}')
  expect(gistOf('[DONE]')).toBe('[DONE]')
  expect(gistOf('x'.repeat(500))).toHaveLength(160)
})
