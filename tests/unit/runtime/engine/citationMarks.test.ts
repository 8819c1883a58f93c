import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { citationMark, createMarkReader, type MarkedText } from '@/runtime/engine/citationMarks.ts'

const MARK = '【4:0†notes.pdf】'
const fileOf = (mark: string): string | null => (mark === MARK ? 'file-notes' : null)

function read(pieces: readonly string[]): MarkedText[] {
  const reader = createMarkReader(fileOf)
  const said = [...pieces.flatMap((piece) => reader.take(piece)), ...reader.finish()]
  return said.reduce<MarkedText[]>((joined, piece) => {
    const last = joined.at(-1)
    if (last === undefined || last.fileId !== null || piece.fileId !== null) return [...joined, piece]
    return joined.with(-1, { text: last.text + piece.text, fileId: null })
  }, [])
}

describe('the marks in an answer', () => {
  it('are told from its text', () => {
    expect(read([`It rose.${MARK} Much.`])).toEqual([
      { text: 'It rose.', fileId: null },
      { text: MARK, fileId: 'file-notes' },
      { text: ' Much.', fileId: null },
    ])
  })

  it('are held back until they are whole', () => {
    const reader = createMarkReader(fileOf)
    expect(reader.take('It rose.【4:')).toEqual([{ text: 'It rose.', fileId: null }])
    expect(reader.take('0†notes')).toEqual([])
    expect(reader.take('.pdf】 Much')).toEqual([
      { text: MARK, fileId: 'file-notes' },
      { text: ' Much', fileId: null },
    ])
    expect(reader.finish()).toEqual([])
  })

  it('are the same however the text is cut', () => {
    const text = `A${MARK}B${MARK}${MARK}【注】C【9:9†made up.txt】D【4:`
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end))
        expect(read(pieces)).toEqual([
          { text: 'A', fileId: null },
          { text: MARK, fileId: 'file-notes' },
          { text: 'B', fileId: null },
          { text: MARK, fileId: 'file-notes' },
          { text: MARK, fileId: 'file-notes' },
          { text: '【注】CD【4:', fileId: null },
        ])
      }),
    )
  })

  it('can name any file', () => {
    const name = '【odd】†name.pdf'
    const mark = citationMark(12, 3, name)
    const reader = createMarkReader((seen) => (seen === mark ? 'file-odd' : null))
    expect(reader.take(mark)).toEqual([{ text: mark, fileId: 'file-odd' }])
  })
})
