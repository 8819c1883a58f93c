import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { EncodingName } from '@/tokens/encodings.ts'
import { loadEncoding } from '@/tokens/loadEncoding.ts'

// Made with js-tiktoken 1.0.21, an implementation of its own with a copy of the vocabularies of its own: 520 texts in some forty scripts,
// emoji, code, white space, runs, names of special tokens (as text), and mixtures of all these by a fixed seed.
const Ids = v.array(v.number())
const Vectors = v.array(v.object({ text: v.string(), o200k: Ids, cl100k: Ids }))
const vectors = v.parse(Vectors, JSON.parse(readFileSync('tests/fixtures/tokenVectors.json', 'utf8')))

describe.each<[EncodingName, 'o200k' | 'cl100k']>([
  ['o200k_base', 'o200k'],
  ['o200k_harmony', 'o200k'],
  ['cl100k_base', 'cl100k'],
])('%s', (encoding, column) => {
  it('encodes every known text into its known ids', async () => {
    const { encode } = await loadEncoding(encoding)
    const wrong = vectors.filter((vector) => String(encode(vector.text)) !== String(vector[column]))
    expect(vectors.length).toBeGreaterThan(500)
    expect(wrong.map(({ text }) => text)).toEqual([])
  })

  it('has the bytes of every text in its tokens', async () => {
    const { bytesOf } = await loadEncoding(encoding)
    for (const vector of vectors) {
      const bytes = vector[column].flatMap((id) => [...bytesOf(id)])
      expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))).toBe(vector.text)
    }
  })
})
