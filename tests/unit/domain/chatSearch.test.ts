import { describe, expect, it } from 'vitest'
import { excerptOf, searchWords } from '@/domain/chatSearch.ts'

const find = (text: string, query: string): string | null => excerptOf(text, searchWords(query))

describe('search', () => {
  it('wants every word, in any order and case', () => {
    expect(find('The Quick brown fox', 'FOX quick')).toBe('The Quick brown fox')
    expect(find('The quick brown fox', 'fox cat')).toBeNull()
    expect(find('anything', '   ')).toBeNull()
  })

  it('finds Chinese inside a sentence, and full-width letters by their plain ones', () => {
    expect(find('今天天气很好。', '天气')).toBe('今天天气很好。')
    expect(find('请看ＡＢＣ的说明', 'abc')).toBe('请看ＡＢＣ的说明')
  })

  it('finds a composed letter by its parts', () => {
    expect(find('Café', 'cafe\u0301')).toBe('Café')
  })

  it('shows the text around the first hit', () => {
    const excerpt = find(`${'before '.repeat(50)}needle${' after'.repeat(50)}`, 'needle')
    expect(excerpt).toContain('needle')
    expect(excerpt?.startsWith('…')).toBe(true)
    expect(excerpt?.endsWith('…')).toBe(true)
    expect(excerpt?.length).toBeLessThan(200)
  })

  it('finds the place where folding has changed the length before it', () => {
    const excerpt = find(`${'㍿'.repeat(60)} needle ${'x'.repeat(300)}`, 'needle')
    expect(excerpt).toContain('needle')
  })

  it('does not cut a character in half', () => {
    expect(find(`${'😀'.repeat(100)}a needle${'😀'.repeat(100)}`, 'needle')?.isWellFormed()).toBe(true)
  })
})
