import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { countSource } from '@/tokens/countSource.ts'
import type { EncodingName } from '@/tokens/encodings.ts'
import { loadEncoding } from '@/tokens/loadEncoding.ts'
import { piecesOf } from '@/tokens/pieces.ts'

const Vectors = v.array(v.object({ text: v.string() }))
const texts = v.parse(Vectors, JSON.parse(readFileSync('tests/fixtures/tokenVectors.json', 'utf8')))
const long = Array.from({ length: 12 }, () => texts.map(({ text }) => text).join(' ')).join('\n')
const quiet = { onProgress: () => undefined, pause: () => Promise.resolve() }

describe('a long text', () => {
  it('is cut into pieces that give it back', () => {
    const pieces = [...piecesOf(long)]
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe(long)
  })

  it.each<EncodingName>(['o200k_base', 'cl100k_base'])(
    'has the same ids in pieces as in one, in %s',
    async (name) => {
      const tokenizer = await loadEncoding(name)
      const { ids } = await countSource(long, tokenizer, quiet)
      expect([...ids]).toEqual(tokenizer.encode(long))
    },
  )

  it('may be one word: the long way merges as the short one does', async () => {
    const { encode, bytesOf } = await loadEncoding('o200k_base')
    const ids = encode('ab'.repeat(100_000))
    expect(ids.flatMap((id) => [...bytesOf(id)]).length).toBe(200_000)
    // Encoded piece by piece below the length at which the long way begins, but for the ends, where pairs differ.
    expect(ids.slice(0, 20)).toEqual(encode('ab'.repeat(100)).slice(0, 20))
  })
})

describe('countSource', () => {
  it('counts characters as people and as JavaScript see them, bytes and words', async () => {
    const tokenizer = await loadEncoding('o200k_base')
    const count = await countSource("👨‍👩‍👧 don't 中文 e\u0301!", tokenizer, quiet)
    expect(count).toMatchObject({ characters: 13, utf16: 21, bytes: 36, words: 3 })
  })

  it('reads a file, tells how far it is, and ends when it is stopped', async () => {
    const tokenizer = await loadEncoding('o200k_base')
    const shares: number[] = []
    const { ids } = await countSource(new Blob([long]), tokenizer, {
      ...quiet,
      onProgress: (share) => shares.push(share),
    })
    expect([...ids]).toEqual(tokenizer.encode(long))
    expect(shares.at(-1)).toBe(1)
    expect(shares.length).toBeGreaterThan(5)
    const stop = (): Promise<void> => Promise.reject(new DOMException('Stopped', 'AbortError'))
    await expect(countSource(long, tokenizer, { ...quiet, pause: stop })).rejects.toThrow('Stopped')
  })
})
