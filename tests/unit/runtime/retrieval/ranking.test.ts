import { describe, expect, it } from 'vitest'
import { fuse, type Found } from '@/runtime/retrieval/ranking.ts'

const found = (rowId: string, score: number): Found => ({ rowId, passage: 0, score })

const shown = (list: readonly Found[]): string[] => list.map(({ rowId, score }) => `${rowId} ${score}`)

describe('the fusion of lists', () => {
  it('leaves one list as it is', () => {
    const list = [found('a', 0.9), found('b', 0.4), found('c', 0.1)]
    expect(fuse([list])).toEqual(list)
    expect(fuse([])).toEqual([])
  })

  it('puts first what stands high in several, and lets no score rise', () => {
    const words = [found('a', 0.8), found('b', 0.7), found('c', 0.6)]
    const vectors = [found('b', 0.5), found('d', 0.9)]
    expect(shown(fuse([words, vectors]))).toEqual(['b 0.7', 'a 0.7', 'd 0.7', 'c 0.6'])
  })

  it('holds passages of one file apart', () => {
    const list = [found('a', 0.5), { rowId: 'a', passage: 1, score: 0.4 }]
    expect(fuse([list, list])).toEqual(list)
  })
})
