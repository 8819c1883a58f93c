import { describe, expect, it } from 'vitest'
import { decodeText } from '@/components/chat/decodeText.ts'

function utf16(text: string, isLittleEndian: boolean, hasMark: boolean): Uint8Array {
  const marked = hasMark ? `\ufeff${text}` : text
  const view = new DataView(new ArrayBuffer(marked.length * 2))
  for (let index = 0; index < marked.length; index += 1)
    view.setUint16(index * 2, marked.charCodeAt(index), isLittleEndian)
  return new Uint8Array(view.buffer)
}

const hex = (bytes: string): Uint8Array =>
  Uint8Array.from(bytes.split(' '), (byte) => Number.parseInt(byte, 16))

describe('decodeText', () => {
  it('reads UTF-8, with and without a byte order mark', () => {
    expect(decodeText(new TextEncoder().encode('naïve 春天'))).toBe('naïve 春天')
    expect(decodeText(new TextEncoder().encode('\ufeffnaïve'))).toBe('naïve')
    expect(decodeText(new Uint8Array())).toBe('')
  })

  it.each([true, false])('reads UTF-16 by its mark (little-endian: %s)', (isLittleEndian) => {
    expect(decodeText(utf16('春天 spring', isLittleEndian, true))).toBe('春天 spring')
  })

  it.each([true, false])('reads unmarked UTF-16 of Latin text (little-endian: %s)', (isLittleEndian) => {
    expect(decodeText(utf16('name,amount', isLittleEndian, false))).toBe('name,amount')
  })

  it('refuses binary files', () => {
    const png = Uint8Array.from([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52,
    ])
    expect(decodeText(png)).toBeNull()
    expect(decodeText(Uint8Array.from([0, 1, 2, 3]))).toBeNull()
    expect(decodeText(Uint8Array.from([0x61, 0, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69]))).toBeNull()
  })

  it('reads GB18030, as older Chinese programs write it', () => {
    const bytes = '31 2e 20 b4 ba cc ec c0 b4 c1 cb a3 ac ce d2 c3 c7 d2 bb c6 f0 c8 a5 b9 ab d4 b0 a1 a3 0a'
    expect(decodeText(hex(bytes))).toBe('1. 春天来了，我们一起去公园。\n')
    // A character of four bytes among common ones.
    expect(decodeText(hex('b4 ba cc ec c0 b4 c1 cb a3 ac ce d2 c3 c7 d2 bb c6 f0 81 39 ee 39'))).toBe(
      '春天来了，我们一起㐀',
    )
  })

  it.each([
    ['Latin-1', 'c9 74 e9 20 e0 20 6c 61 20 66 6f 72 ea 74'],
    ['Windows-1251', 'cf f0 e8 e2 e5 f2 20 ec e8 f0'],
    ['EUC-KR', 'be c8 b3 e7 c7 cf bc bc bf e4 20 b9 dd b0 a9 bd c0 b4 cf b4 d9'],
    ['Shift_JIS', '82 b1 82 f1 82 c9 82 bf 82 cd'],
    ['EUC-JP', 'a4 b3 a4 f3 a4 cb a4 c1 a4 cf c0 a4 b3 a6'],
  ])('refuses %s instead of showing gibberish', (_, bytes) => {
    expect(decodeText(hex(bytes))).toBeNull()
  })
})
