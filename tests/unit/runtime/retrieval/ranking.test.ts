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

  it('puts what is first in one list before what is last in two of fifty', () => {
    const others = (name: string): Found[] =>
      Array.from({ length: 48 }, (_, index) => found(`${name}${index}`, 0.5))
    const words = [found('first', 0.9), ...others('word'), found('last', 0.1)]
    const vectors = [found('other first', 0.9), ...others('vector'), found('last', 0.1)]
    const places = fuse([words, vectors]).map(({ rowId }) => rowId)
    expect(places.slice(0, 2)).toEqual(['first', 'other first'])
    expect(places.indexOf('last')).toBeLessThan(places.indexOf('word47'))
  })

  it('holds passages of one file apart', () => {
    const list = [found('a', 0.5), { rowId: 'a', passage: 1, score: 0.4 }]
    expect(fuse([list, list])).toEqual(list)
  })
})
