import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countTokens, tokenize } from '@/demo/tokens.ts'

describe('tokenize', () => {
  it('loses nothing of any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokenize(text).join('') === text))
  })

  it('takes a short word with its space, and a Chinese character, as one', () => {
    expect(tokenize('Hello, spring is here')).toEqual(['Hello', ',', ' spring', ' is', ' here'])
    expect(tokenize('春天来了。')).toEqual(['春', '天', '来', '了', '。'])
    expect(countTokens('internationalization')).toBe(3)
    expect(countTokens('')).toBe(0)
  })

  it('never cuts a character in two', () => {
    expect(tokenize('😀😀😀😀').every((token) => !/[\uD800-\uDBFF]$/.test(token))).toBe(true)
  })
})
