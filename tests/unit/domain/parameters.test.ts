import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  escapeStop,
  isSchemaName,
  isSentWith,
  NUMBER_RANGES,
  parseNumber,
  parseObject,
  refusedByName,
  unescapeStop,
  withParameter,
} from '@/domain/parameters.ts'

describe('parseNumber', () => {
  it.each([
    ['0.7', 0.7],
    [' 1,5 ', 1.5],
    ['2', 2],
    ['.5', 0.5],
    ['', undefined],
    ['  ', undefined],
  ])('reads the temperature %j as %s', (text, value) => {
    expect(parseNumber(text, NUMBER_RANGES.temperature)).toEqual({ value })
  })

  it.each([
    ['temperature', 'hot', 'not-a-number'],
    ['temperature', '1e1', 'not-a-number'],
    ['temperature', '0x1', 'not-a-number'],
    ['temperature', '1,000.5', 'not-a-number'],
    ['temperature', '-0.1', 'too-small'],
    ['temperature', '2.1', 'too-large'],
    ['top_p', '1.01', 'too-large'],
    ['max_output_tokens', '0', 'too-small'],
    ['max_output_tokens', '1.5', 'not-whole'],
    ['seed', '9007199254740993', 'too-large'],
    ['presence_penalty', '-2.5', 'too-small'],
    ['frequency_penalty', '3', 'too-large'],
  ] as const)('refuses %s %s: %s', (name, text, problem) => {
    expect(parseNumber(text, NUMBER_RANGES[name])).toEqual({ problem })
  })
})

describe('stop sequences', () => {
  it('are typed with escapes', () => {
    expect(unescapeStop(String.raw`\n\nUser:`)).toBe('\n\nUser:')
    expect(unescapeStop(String.raw`C:\new\\n`)).toBe('C:\new\\n')
    expect(unescapeStop(String.raw`\d \ `)).toBe(String.raw`\d \ `)
  })

  it('come back as they were', () => {
    fc.assert(fc.property(fc.string(), (stop) => unescapeStop(escapeStop(stop)) === stop))
  })
})

describe('withParameter', () => {
  it('sets and unsets without touching the rest', () => {
    const before = { temperature: 1, seed: 7 }
    expect(withParameter(before, 'temperature', 0)).toEqual({ temperature: 0, seed: 7 })
    expect(Object.keys(withParameter(before, 'seed', undefined))).toEqual(['temperature'])
    expect(before).toEqual({ temperature: 1, seed: 7 })
  })
})

describe('isSentWith', () => {
  it('knows what Responses does not have', () => {
    const names = ['temperature', 'stop', 'seed', 'presence_penalty', 'response_format'] as const
    expect(names.filter((name) => isSentWith(name, 'responses'))).toEqual(['temperature', 'response_format'])
    expect(names.filter((name) => isSentWith(name, 'chat-completions'))).toEqual(names)
  })
})

describe('refusedByName', () => {
  it('gathers what a server refused under our names', () => {
    expect(
      refusedByName(['temperature', 'reasoning.effort', 'text.format', 'stop[0]', 'logit_bias']),
    ).toEqual(
      new Map([
        ['temperature', ['temperature']],
        ['reasoning_effort', ['reasoning.effort']],
        ['response_format', ['text.format']],
        ['stop', ['stop[0]']],
        ['logit_bias', ['logit_bias']],
      ]),
    )
  })

  it('does not call an output limit refused while it has another name to go by', () => {
    expect(refusedByName(['max_tokens']).has('max_output_tokens')).toBe(false)
    expect(refusedByName(['max_tokens', 'max_completion_tokens']).has('max_output_tokens')).toBe(true)
    expect(refusedByName(['max_output_tokens']).has('max_output_tokens')).toBe(true)
  })
})

describe('parseObject', () => {
  it.each([
    ['{"a":1}', { value: { a: 1 } }],
    [' ', { value: undefined }],
    ['{"a":', { problem: 'not-json' }],
    ['[1]', { problem: 'not-an-object' }],
    ['null', { problem: 'not-an-object' }],
    ['"a"', { problem: 'not-an-object' }],
  ])('reads %j', (text, result) => {
    expect(parseObject(text)).toEqual(result)
  })
})

describe('isSchemaName', () => {
  it.each([
    ['weather_report-2', true],
    ['', false],
    ['two words', false],
    ['天气', false],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
  ])('%s: %s', (name, is) => {
    expect(isSchemaName(name)).toBe(is)
  })
})
