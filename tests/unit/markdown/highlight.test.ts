import { describe, expect, it } from 'vitest'
import { GRAMMARS } from '@/markdown/grammars.ts'
import { loadHighlighter } from '@/markdown/highlight.ts'
import { codeLanguage } from '@/markdown/languages.ts'

describe('loadHighlighter', () => {
  it.each(Object.keys(GRAMMARS))('colors %s and keeps its text', async (language) => {
    const highlight = await loadHighlighter(language)
    const code = '# a "string" 42\nif (x) { return /* y */ "z" }\n<a href="b">c</a>\n'
    expect(
      highlight?.(code, undefined)
        .tokens.map(({ text }) => text)
        .join(''),
    ).toBe(code)
    expect(codeLanguage(language)?.id).toBe(language)
  })

  it('names kinds', async () => {
    const highlight = await loadHighlighter('typescript')
    expect(highlight?.("const a = 'b' // c", undefined).tokens.filter(({ kind }) => kind !== null)).toEqual(
      expect.arrayContaining([
        { text: 'const', kind: 'keyword' },
        { text: "'b' ", kind: 'string' },
        { text: '// c', kind: 'comment' },
      ]),
    )
  })

  it('goes on where the lines before ended', async () => {
    const highlight = await loadHighlighter('typescript')
    const start = highlight?.('const a = `one\n', undefined)
    expect(highlight?.('two`\n', start?.end).tokens[0]).toEqual({ text: 'two`\n', kind: 'string' })
    expect(highlight?.('two\n', undefined).tokens[0]?.kind).not.toBe('string')
  })

  it('has nothing for a language without a grammar', async () => {
    expect(await loadHighlighter('mermaid')).toBeNull()
  })
})

describe('codeLanguage', () => {
  it('knows the names that fences use', () => {
    expect(['ts', 'JS', 'py', 'sh', 'c++', 'yml', 'golang'].map((name) => codeLanguage(name)?.label)).toEqual(
      [...['TypeScript', 'JavaScript', 'Python', 'Shell', 'C++', 'YAML', 'Go']],
    )
    expect(codeLanguage('klingon')).toBeNull()
  })
})
