import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf } from '@/runtime/retrieval/chunks.ts'

const limits = (max: number, overlap: number) => ({
  max_chunk_size_tokens: max,
  chunk_overlap_tokens: overlap,
})

/** Words of four characters with the space before, each 1.25 tokens. */
const words = (count: number): string =>
  Array.from({ length: count }, (_, index) => String(index).padStart(4, '0')).join(' ')

describe('chunks', () => {
  it('leave a short text as it is', () => {
    expect(chunksOf(' a  b\nc ', limits(100, 50))).toEqual(['a  b\nc'])
    expect(chunksOf('', limits(100, 50))).toEqual([])
    expect(chunksOf(' \n', limits(100, 50))).toEqual([])
  })

  it('cut between words, and begin with the end of the one before', () => {
    const [first = '', second = ''] = chunksOf(words(100), limits(100, 50))
    expect(first.split(' ')).toHaveLength(80)
    expect(second.split(' ')[0]).toBe('0040')
    expect(second.split(' ').at(-1)).toBe('0099')
  })

  it('count a CJK sign as a token', () => {
    const chunks = chunksOf('字'.repeat(250), limits(100, 0))
    expect(chunks.map((chunk) => chunk.length)).toEqual([100, 100, 50])
  })

  it('cut what has no space in it', () => {
    const chunks = chunksOf('x'.repeat(1000), limits(100, 0))
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(400)
    expect(chunks.join('')).toBe('x'.repeat(1000))
  })

  it('have all of the text, in order, and none is too long', () => {
    const texts = fc.array(
      fc.constantFrom('ein', 'zwei und', ' ', '\n', '三', '漢字仮名', 'x'.repeat(90), '🙂'),
      {
        maxLength: 400,
      },
    )
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 50 }), (parts, overlap) => {
        const text = parts.join('')
        const chunks = chunksOf(text, limits(100, overlap))
        let end = 0
        for (const chunk of chunks) {
          const at = text.indexOf(chunk, text.length === 0 ? 0 : Math.max(0, end - chunk.length))
          expect(at).toBeGreaterThanOrEqual(0)
          expect(text.slice(end, Math.max(end, at)).trim()).toBe('')
          end = Math.max(end, at + chunk.length)
          expect(chunk.length).toBeLessThanOrEqual(400)
        }
        expect(text.slice(end).trim()).toBe('')
      }),
    )
  })
})
