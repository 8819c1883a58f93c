import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, detectEncoding } from '@/domain/textEncoding.ts'

const MEBIBYTE = 1024 ** 2

function utf16(text: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index += 1)
    view.setUint16(index * 2, text.charCodeAt(index), isLittleEndian)
  return new Uint8Array(view.buffer)
}

const bytes = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16))

const encodingOf = (...parts: BlobPart[]): Promise<string | null> => detectEncoding(new Blob(parts))

/** In GB18030: 春天来了，我们的公司发布了新的产品。 */
const CHINESE =
  'b4 ba cc ec c0 b4 c1 cb a3 ac ce d2 c3 c7 b5 c4 b9 ab cb be b7 a2 b2 bc c1 cb d0 c2 b5 c4 b2 fa c6 b7 a1 a3'

describe('detectEncoding', () => {
  it('knows ASCII, UTF-8 with and without a mark, and UTF-16 with one', async () => {
    expect(await encodingOf('plain')).toBe('utf-8')
    expect(await encodingOf('naïve 春天 🌱')).toBe('utf-8')
    expect(await encodingOf('\ufeffnaïve')).toBe('utf-8')
    expect(await encodingOf(utf16('\ufeff春天 🌱', true))).toBe('utf-16le')
    expect(await encodingOf(utf16('\ufeff春天 🌱', false))).toBe('utf-16be')
    expect(await encodingOf()).toBe('utf-8')
  })

  it('knows UTF-16 without a mark where it is evident', async () => {
    expect(await encodingOf(utf16('Plain words, line by line.\n', true))).toBe('utf-16le')
    expect(await encodingOf(utf16('Plain words, line by line.\n', false))).toBe('utf-16be')
    expect(await encodingOf(utf16('春天来了，花开了。', true))).toBe('utf-16le')
    expect(await encodingOf(utf16('春天来了，花开了。', false))).toBe('utf-16be')
  })

  it('knows Chinese in GB18030, between Latin letters and past the first piece, too', async () => {
    expect(await encodingOf(bytes(CHINESE))).toBe('gb18030')
    expect(await encodingOf('Name: ', bytes('b4 ba cc ec'), '\n')).toBe('gb18030')
    const chinese = bytes(CHINESE)
    const long = Array.from({ length: 2 * (MEBIBYTE / chinese.length) }, () => chinese)
    expect(await encodingOf('a', ...long)).toBe('gb18030')
    expect(await encodingOf('a'.repeat(3 * MEBIBYTE), chinese)).toBe('gb18030')
  })

  it.each([
    ['Latin-1', '63 61 66 e9'],
    ['Cyrillic in windows-1251', 'cf f0 e8 e2 e5 f2 20 ec e8 f0'],
    ['Korean in EUC-KR', 'b4 eb c7 d1 b9 ce b1 b9 20 b0 a1 b0 a1'],
    ['Japanese in EUC-JP', 'a4 b3 a4 f3 a4 cb a4 c1 a4 cf'],
    ['Shift_JIS', '82 b1 82 f1'],
    ['UTF-32', 'ff fe 00 00 61 00 00 00'],
    ['UTF-16 that ends in the middle of a character', 'ff fe 61 00 62'],
    ['UTF-8 that ends in the middle of a character', '61 e6 98'],
    ['a PNG', '89 50 4e 47 0d 0a 1a 0a'],
  ])('refuses %s', async (_, hex) => {
    expect(await encodingOf(bytes(hex))).toBeNull()
  })

  it('takes characters that lie across the pieces it reads', async () => {
    for (const before of [1, 2, 3]) {
      expect(await encodingOf('a'.repeat(MEBIBYTE - before), '🌱', 'b'.repeat(MEBIBYTE))).toBe('utf-8')
    }
  })

  it('finds a fault far into a file', async () => {
    expect(await encodingOf('a'.repeat(3 * MEBIBYTE), bytes('e9'), 'a')).toBeNull()
  })

  it('takes any well-formed text without NUL, in UTF-8 and marked UTF-16', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 50 })
      .filter((given) => given.isWellFormed() && !given.includes('\0'))
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (given, isLittleEndian) => {
        expect(await encodingOf(given)).toBe('utf-8')
        expect(await encodingOf(utf16(`\ufeff${given}`, isLittleEndian))).toMatch(/^utf-16/)
      }),
      { numRuns: 50 },
    )
  })

  it('reads a piece at a time, and no further than the first fault', async () => {
    const blob = new Blob([bytes('e9 41'), 'a'.repeat(5 * MEBIBYTE)])
    const read: [start: number, length: number][] = []
    const slice = blob.slice.bind(blob)
    blob.slice = (start = 0, end = blob.size) => {
      read.push([start, end - start])
      return slice(start, end)
    }
    expect(await detectEncoding(blob)).toBeNull()
    expect(Math.max(...read.map(([start]) => start))).toBe(0)
    expect(Math.max(...read.map(([, length]) => length))).toBe(MEBIBYTE)
  })

  it('stops when told to', async () => {
    const reason = new Error('stopped')
    await expect(detectEncoding(new Blob(['a']), AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})

describe('decodeText', () => {
  it('reads a text as its encoding is, without its mark', async () => {
    expect(await decodeText(new Blob(['\ufeffnaïve 春天']))).toBe('naïve 春天')
    expect(await decodeText(new Blob([]))).toBe('')
    expect(await decodeText(new Blob([utf16('\ufeff春天 🌱', true)]))).toBe('春天 🌱')
    expect(await decodeText(new Blob([utf16('name,amount\r\n', false)]))).toBe('name,amount\r\n')
    expect(await decodeText(new Blob([bytes(CHINESE)]))).toBe('春天来了，我们的公司发布了新的产品。')
  })

  it('gives nothing for what is no text, instead of gibberish', async () => {
    expect(await decodeText(new Blob([bytes('89 50 4e 47 0d 0a 1a 0a 00')]))).toBeNull()
    expect(await decodeText(new Blob([bytes('82 b1 82 f1 82 c9 82 bf 82 cd')]))).toBeNull()
  })
})
