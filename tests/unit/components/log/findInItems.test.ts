import { describe, expect, it } from 'vitest'
import { createFinder } from '@/components/log/findInItems.ts'
import { foldText, placesOf } from '@/components/log/foldText.ts'

const never = new AbortController().signal

describe('what is the same for a search', () => {
  it.each([
    ['Straße CAFÉ', 'straße cafe'],
    ['ＡＢＣ１２３', 'abc123'],
    ['e\u0301', 'e'],
    ['ﬁne', 'fine'],
    ['你好。', '你好。'],
  ])('%s', (text, folded) => {
    expect(foldText(text)).toBe(foldText(folded))
  })

  it('leaves letters apart that are different ones', () => {
    expect(foldText('が')).not.toBe(foldText('か'))
  })
})

describe('the places of matches', () => {
  it.each([
    ['one two one', 'one', ['one', 'one']],
    ['Der ﬁne Ｃａｆé!', 'fine', ['ﬁne']],
    ['Der ﬁne Ｃａｆé!', 'cafe', ['Ｃａｆé']],
    ['𝒳 前 你好 后', '你好', ['你好']],
    ['nothing', 'x', []],
    ['nothing', '', []],
  ])('in %s of %s', (text, query, found) => {
    expect(placesOf(text, foldText(query)).map(([start, end]) => text.slice(start, end))).toEqual(found)
  })
})

describe('the finder', () => {
  const find = createFinder<{ id: string; text: string }>(({ text }) => text)
  const items = [
    { id: 'a', text: 'A **bold** word' },
    { id: 'b', text: 'snake_case' },
    { id: 'c', text: 'Nothing' },
  ]

  it('finds what is written, and what is to be seen of it', async () => {
    expect(await find(items, 'BOLD word', never)).toEqual(['a'])
    expect(await find(items, '**bold', never)).toEqual(['a'])
    expect(await find(items, 'snake_case', never)).toEqual(['b'])
    expect(await find(items, 'n', never)).toEqual(['b', 'c'])
    expect(await find(items, '', never)).toEqual([])
  })

  it('stops when it is told to', async () => {
    expect(await find(items, 'n', AbortSignal.abort())).toEqual([])
  })
})
