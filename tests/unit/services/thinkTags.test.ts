import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createThinkSplitter } from '@/services/thinkTags.ts'

function split(pieces: string[]): { reasoning: string; text: string } {
  const splitter = createThinkSplitter()
  const parts = [...pieces.map((piece) => splitter.push(piece)), splitter.end()]
  return {
    reasoning: parts.map(({ reasoning }) => reasoning).join(''),
    text: parts.map(({ text }) => text).join(''),
  }
}

describe('createThinkSplitter', () => {
  it.each([
    ['<think>why</think>so', 'why', 'so'],
    ['\n<think>\nwhy\n</think>\n\nso', 'why', 'so'],
    ['<think>\n\n</think>\n\nso', '', 'so'],
    ['<think>1 < 2 </ b</think>so', '1 < 2 </ b', 'so'],
    ['<think>never closed', 'never closed', ''],
    ['<think>never closed </thi', 'never closed </thi', ''],
    ['<thinking>so', '', '<thinking>so'],
    ['<th', '', '<th'],
    ['so <think>not at the start</think>', '', 'so <think>not at the start</think>'],
    ['  indented', '', '  indented'],
    ['<think>a</think>b<think>c</think>', 'a', 'b<think>c</think>'],
    ['', '', ''],
  ])('splits %j', (reply, reasoning, text) => {
    expect(split([reply])).toEqual({ reasoning, text })
  })

  it('does not depend on where the pieces are cut', () => {
    const piece = fc.constantFrom('<think>', '</think>', '<', '</', 'think>', ' ', '\n', 'a', '想')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const reply = pieces.join('')
        expect(split(Array.from(reply))).toEqual(split([reply]))
      }),
    )
  })

  it('hands out reasoning before it is closed', () => {
    const splitter = createThinkSplitter()
    splitter.push('<think>')

    expect(splitter.push('first step').reasoning).toBe('first step')
  })
})
