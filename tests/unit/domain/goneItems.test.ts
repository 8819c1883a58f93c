import { describe, expect, it } from 'vitest'
import { goneIds } from '@/domain/goneItems.ts'

const item = (id: string, created_at: number): { id: string; created_at: number } => ({ id, created_at })
const known = new Map([1, 2, 3, 3].map((at, index) => [`item_${index}`, item(`item_${index}`, at)]))

describe('goneIds', () => {
  it('names what the server has no more', () => {
    expect(goneIds(known, { items: [item('item_3', 3), item('item_0', 1)], hasOlder: false })).toEqual([
      'item_1',
      'item_2',
    ])
    expect(goneIds(known, { items: [], hasOlder: false })).toHaveLength(4)
  })

  it('names nothing that an older page may have', () => {
    expect(goneIds(known, { items: [item('item_3', 3)], hasOlder: true })).toEqual([])
    expect(goneIds(known, { items: [item('item_3', 3), item('new', 2)], hasOlder: true })).toEqual(['item_2'])
  })
})
