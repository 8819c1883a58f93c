import { expect, it } from 'vitest'
import { cutCode } from '@/markdown/cutCode.ts'

const lines = (count: number): string => Array.from({ length: count }, (_, line) => `line ${line}\n`).join('')

it('loses nothing', () => {
  for (const code of ['', 'one', '\n', lines(16), lines(40), `${lines(33)}end`, 'x'.repeat(20_000)]) {
    expect(cutCode(code).join('')).toBe(code)
  }
})

it('keeps chunks short in lines and in characters, and pairs whole', () => {
  expect(cutCode(lines(40)).map((chunk) => chunk.split('\n').length - 1)).toEqual([16, 16, 8])
  expect(cutCode(`x${'🙂'.repeat(6_000)}`).map(({ length }) => length)).toEqual([8_191, 3_810])
})
