import { describe, expect, it } from 'vitest'
import { decodeText } from '@/components/chat/decodeText.ts'

function utf16(text: string, isLittleEndian: boolean, hasMark: boolean): Uint8Array {
  const marked = hasMark ? `\ufeff${text}` : text
  const view = new DataView(new ArrayBuffer(marked.length * 2))
  for (let index = 0; index < marked.length; index += 1)
    view.setUint16(index * 2, marked.charCodeAt(index), isLittleEndian)
  return new Uint8Array(view.buffer)
}

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

  it('refuses what is in another encoding instead of showing gibberish', () => {
    const gb18030 = Uint8Array.from([0xb4, 0xba, 0xcc, 0xec])
    expect(decodeText(gb18030)).toBeNull()
  })
})
