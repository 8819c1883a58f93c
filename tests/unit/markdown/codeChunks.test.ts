import { expect, it } from 'vitest'
import { type CodeChunk, cutChunks } from '@/markdown/codeChunks.ts'

const lines = (count: number): string => Array.from({ length: count }, (_, line) => `line ${line}\n`).join('')
const text = (chunks: readonly CodeChunk<never>[]): string => chunks.map((chunk) => chunk.text).join('')

it('loses nothing', () => {
  for (const code of ['', 'one', 'one\n', lines(16), lines(40), `${lines(33)}end`]) {
    expect(text(cutChunks<never>(code, []))).toBe(code)
  }
})

it('keeps the chunks before a change, and none after it', () => {
  const before = cutChunks<never>(lines(40), [])
  const grown = cutChunks(`${lines(40)}more`, before)
  expect(grown.map((chunk, index) => chunk === before[index])).toEqual([true, true, false])
  const edited = cutChunks(lines(40).replace('line 17', 'line x'), before)
  expect(edited.map((chunk, index) => chunk === before[index])).toEqual([true, false, false])
})
