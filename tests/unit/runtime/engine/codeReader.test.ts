import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf, createCodeReader } from '@/runtime/engine/codeReader.ts'

function readInPieces(args: string, size: number): string {
  const read = createCodeReader()
  let code = ''
  for (let at = 0; at < args.length; at += size) code += read(args.slice(at, at + size))
  return code
}

describe('a program in the arguments of its call', () => {
  it('is read as it comes', () => {
    const read = createCodeReader()
    expect(['{"co', 'de": "pri', 'nt(1)\\', 'n\\u00', 'e9 = 2', '"}'].map(read)).toEqual([
      '',
      'pri',
      'nt(1)',
      '\n',
      'é = 2',
      '',
    ])
  })

  it('is the same in any pieces, and all at once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (code, size) => {
        const args = JSON.stringify({ code })
        expect(readInPieces(args, size)).toBe(code)
        expect(codeOf(args)).toBe(code)
      }),
    )
  })

  it('may stand bare', () => {
    expect(readInPieces('print("a")\nx = {1}', 3)).toBe('print("a")\nx = {1}')
    expect(codeOf('print(1)')).toBe('print(1)')
  })

  it('may come after other arguments, when they are whole', () => {
    const args = '{"timeout": 5, "code": "x = 1"}'
    expect(readInPieces(args, 4)).toBe('')
    expect(codeOf(args)).toBe('x = 1')
  })

  it('is read as far as it goes where it broke off', () => {
    expect(codeOf('{"code": "a = 1\\nb = ')).toBe('a = 1\nb = ')
    expect(codeOf('')).toBe('')
    expect(codeOf('{"program": "a"}')).toBe('')
  })
})
