import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { md5Of } from '@/domain/md5.ts'

describe('md5Of', () => {
  // The test suite of RFC 1321, appendix A.5.
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('of %j is %s', async (text, digest) => {
    expect(await md5Of(new Blob([text]))).toBe(digest)
  })

  it('agrees with another implementation for all lengths and pieces', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const expected = createHash('md5')
        for (const part of parts) expected.update(part)
        expect(await md5Of(new Blob(parts))).toBe(expected.digest('hex'))
      }),
      { numRuns: 500 },
    )
  })

  it.each([2 ** 20 - 1, 2 ** 20, 2 ** 21 + 9])('of %i bytes is right too', async (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => index % 251)
    expect(await md5Of(new Blob([bytes]))).toBe(createHash('md5').update(bytes).digest('hex'))
  })
})
