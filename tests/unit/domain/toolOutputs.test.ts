import { describe, expect, it } from 'vitest'
import { isAnswered, parseTypedOutputs, readOutput } from '@/domain/toolOutputs.ts'

describe('isAnswered', () => {
  it.each([
    [undefined, false],
    [{ text: '', isEmptyMeant: false }, false],
    [{ text: '', isEmptyMeant: true }, true],
    [{ text: ' ', isEmptyMeant: false }, true],
  ])('of %j is %s', (output, isIt) => {
    expect(isAnswered(output)).toBe(isIt)
  })
})

describe('parseTypedOutputs', () => {
  it('takes what was kept, and nothing else', () => {
    const kept = { call_1: { text: '42', isEmptyMeant: false } }
    expect(parseTypedOutputs(kept)).toEqual(kept)
    for (const other of [undefined, null, [1], { call_1: '42' }]) expect(parseTypedOutputs(other)).toEqual({})
  })
})

describe('readOutput', () => {
  it.each([
    ['{"a":1}', 'json'],
    ['42', 'json'],
    ['warm', 'text'],
    ['', 'text'],
    [' [1, 2', 'broken'],
    ['{ a: 1 }', 'broken'],
  ])('takes %j for %s', (text, kind) => {
    expect(readOutput(text).kind).toBe(kind)
  })
})
