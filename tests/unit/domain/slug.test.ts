import { describe, expect, it } from 'vitest'
import { uniqueName, uniqueSlug } from '@/domain/slug.ts'

describe('uniqueSlug', () => {
  it.each([
    ['OpenAI', 'openai'],
    ['  My  server!  ', 'my-server'],
    ['Über Café', 'uber-cafe'],
    ['智谱', 'custom'],
    ['本地 llama.cpp', 'llama-cpp'],
    ['---', 'custom'],
  ])('makes %j into %j', (words, slug) => {
    expect(uniqueSlug(words, 'custom', new Set())).toBe(slug)
  })

  it('is short and ends with a letter or digit', () => {
    expect(uniqueSlug(`${'a'.repeat(39)} bcd`, 'custom', new Set())).toBe('a'.repeat(39))
  })

  it('numbers a taken one', () => {
    expect(uniqueSlug('a', 'x', new Set(['a', 'a-2']))).toBe('a-3')
  })
})

describe('uniqueName', () => {
  it('counts on from a numbered name', () => {
    expect(uniqueName('A', new Set(['A']))).toBe('A 2')
    expect(uniqueName('A 2', new Set(['A', 'A 2']))).toBe('A 3')
    expect(uniqueName('B', new Set(['A']))).toBe('B')
  })
})
