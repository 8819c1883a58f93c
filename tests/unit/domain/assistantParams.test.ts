import { describe, expect, it } from 'vitest'
import { fieldAtParam, isAtParam } from '@/domain/assistantParams.ts'

describe('isAtParam', () => {
  it.each([
    ['name', 'name', true],
    ['tools[0]', 'tools[0].function.name', true],
    ['tools', 'tools[12]', true],
    ['tools[1]', 'tools[12].function', false],
    ['tools[0].function.name', 'tools.0.function.name', true],
    ['tools[3]', 'tools.3', true],
    ['name', 'name_of_schema', false],
    ['metadata', 'metadata.2', true],
  ])('%s, for an error at %s: %s', (field, param, is) => {
    expect(isAtParam(field, param)).toBe(is)
  })
})

describe('fieldAtParam', () => {
  const fields = ['model', 'tools', 'tools[0]', 'tools[0].function.name', 'metadata']

  it.each([
    ['tools[0].function.name', 'tools[0].function.name'],
    ['tools[0].function.strict', 'tools[0]'],
    ['tools[4].type', 'tools'],
    ['metadata.team', 'metadata'],
    ['stream', undefined],
  ])('the nearest to %s is %s', (param, field) => {
    expect(fieldAtParam(fields, param)).toBe(field)
  })
})
