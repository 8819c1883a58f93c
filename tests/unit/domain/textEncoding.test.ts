import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTextEncodingSupported } from '@/domain/textEncoding.ts'

const MEBIBYTE = 1024 ** 2

function utf16(text: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index += 1)
    view.setUint16(index * 2, text.charCodeAt(index), isLittleEndian)
  return new Uint8Array(view.buffer)
}

const bytes = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16))

const isSupported = (...parts: BlobPart[]): Promise<boolean> => isTextEncodingSupported(new Blob(parts))

describe('isTextEncodingSupported', () => {
  it('takes ASCII, UTF-8 with and without a mark, and UTF-16 with one', async () => {
    expect(await isSupported('plain')).toBe(true)
    expect(await isSupported('naïve 春天 🌱')).toBe(true)
    expect(await isSupported('\ufeffnaïve')).toBe(true)
    expect(await isSupported(utf16('\ufeff春天 🌱', true))).toBe(true)
    expect(await isSupported(utf16('\ufeff春天 🌱', false))).toBe(true)
    expect(await isSupported()).toBe(true)
  })

  it.each([
    ['Latin-1', '63 61 66 e9'],
    ['GB18030', 'b4 ba cc ec'],
    ['Shift_JIS', '82 b1 82 f1'],
    ['UTF-16 without a mark', '61 00 62 00'],
    ['UTF-32', 'ff fe 00 00 61 00 00 00'],
    ['UTF-16 that ends in the middle of a character', 'ff fe 61 00 62'],
    ['UTF-8 that ends in the middle of a character', '61 e6 98'],
    ['a PNG', '89 50 4e 47 0d 0a 1a 0a'],
  ])('refuses %s', async (_, hex) => {
    expect(await isSupported(bytes(hex))).toBe(false)
  })

  it('takes characters that lie across the pieces it reads', async () => {
    for (const before of [1, 2, 3]) {
      expect(await isSupported('a'.repeat(MEBIBYTE - before), '🌱', 'b'.repeat(MEBIBYTE))).toBe(true)
    }
  })

  it('finds a fault far into a file', async () => {
    expect(await isSupported('a'.repeat(3 * MEBIBYTE), bytes('e9'), 'a')).toBe(false)
  })

  it('takes any well-formed text without NUL, in UTF-8 and marked UTF-16', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 50 })
      .filter((given) => given.isWellFormed() && !given.includes('\0'))
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (given, isLittleEndian) => {
        expect(await isSupported(given)).toBe(true)
        expect(await isSupported(utf16(`\ufeff${given}`, isLittleEndian))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('reads a piece at a time, and no further than the first fault', async () => {
    const blob = new Blob([bytes('e9 41'), 'a'.repeat(5 * MEBIBYTE)])
    const read: number[] = []
    const slice = blob.slice.bind(blob)
    blob.slice = (start = 0, end = blob.size) => {
      read.push(end - start)
      return slice(start, end)
    }
    expect(await isTextEncodingSupported(blob)).toBe(false)
    expect(read).toEqual([2, MEBIBYTE])
  })

  it('stops when told to', async () => {
    const reason = new Error('stopped')
    await expect(isTextEncodingSupported(new Blob(['a']), AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
