import { describe, expect, it } from 'vitest'
import { characterCount } from '@/domain/characters.ts'

describe('characterCount', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['中文字', 3],
    ['😀😀', 2],
    // Half an emoji, as a cut text ends with, is one all the same.
    ['a\uD83D', 2],
  ])('counts %j as %i', (text, count) => {
    expect(characterCount(text)).toBe(count)
  })
})
