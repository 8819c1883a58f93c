import { describe, expect, it } from 'vitest'
import { CODE_KINDS, type CodeColors } from '@/markdown/codeColors.ts'
import { GRAMMARS } from '@/markdown/grammars.ts'
import { loadHighlighter } from '@/markdown/highlight.ts'
import { codeLanguage } from '@/markdown/languages.ts'

type Words = [text: string, kind: string | undefined][]

/** What a highlighter says of a text, word by word. */
function wordsOf(text: string, colors: CodeColors | undefined): Words {
  const words: Words = []
  let at = 0
  for (let index = 0; index < (colors?.length ?? 0); index += 2) {
    const end = at + (colors?.[index] ?? 0)
    words.push([text.slice(at, end), CODE_KINDS[colors?.[index + 1] ?? 0]])
    at = end
  }
  return words
}

describe('loadHighlighter', () => {
  it.each(Object.keys(GRAMMARS))('colors %s and keeps its text', async (language) => {
    const highlight = await loadHighlighter(language)
    const code = '# a "string" 42\nif (x) { return /* y */ "z" }\n<a href="b">c</a>\n'
    const words = wordsOf(code, highlight?.(code, undefined).colors)
    expect(words.map(([text]) => text).join('')).toBe(code)
    expect(codeLanguage(language)?.id).toBe(language)
  })

  it('names kinds', async () => {
    const highlight = await loadHighlighter('typescript')
    const code = "const a = 'b' // c"
    expect(wordsOf(code, highlight?.(code, undefined).colors)).toEqual(
      expect.arrayContaining([
        ['const', 'keyword'],
        ["'b' ", 'string'],
        ['// c', 'comment'],
      ]),
    )
  })

  it('goes on where the lines before ended', async () => {
    const highlight = await loadHighlighter('typescript')
    const start = highlight?.('const a = `one\n', undefined)
    expect(wordsOf('two`\n', highlight?.('two`\n', start?.end).colors)).toEqual([['two`\n', 'string']])
    expect(wordsOf('two\n', highlight?.('two\n', undefined).colors)).toEqual([['two\n', 'plain']])
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
