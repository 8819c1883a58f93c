import { describe, expect, it } from 'vitest'
import { createMessageText, type PartDelta } from '@/runtime/engine/messageText.ts'
import type { RunReferences } from '@/runtime/engine/runReferences.ts'

const MARK = '【0:0†a.txt】'

function textWith(references: Partial<RunReferences>): ReturnType<typeof createMessageText> {
  return createMessageText({ citedFile: null, written: new Map(), figures: [], ...references })
}

const written = new Map([
  ['out.csv', 'file-out'],
  ['out.csv.gz', 'file-gz'],
  ['my table.csv', 'file-table'],
])

function linksOf(value: string): [text: string, fileId: string][] {
  const text = textWith({ written })
  text.add('text', value)
  text.finish()
  const [part] = text.content()
  if (part?.type !== 'text') return []
  return part.text.annotations.map((annotation) => {
    expect(value.slice(annotation.start_index, annotation.end_index)).toBe(annotation.text)
    return [annotation.text, annotation.type === 'file_path' ? annotation.file_path.file_id : '']
  })
}

describe('the text of a message', () => {
  it('has its citations where they stand, and tells each with its piece', () => {
    const text = textWith({ citedFile: (mark) => (mark === MARK ? 'file-a' : null) })
    const deltas: PartDelta[] = ['It is so.', MARK, ' And ', `so.${MARK}`].flatMap((piece) =>
      text.add('text', piece),
    )
    const first = { text: MARK, start_index: 9, end_index: 20, file_citation: { file_id: 'file-a' } }
    const second = { ...first, start_index: 28, end_index: 39 }
    expect(deltas).toMatchObject([
      { index: 0, text: { value: 'It is so.', annotations: [] } },
      { index: 0, text: { value: MARK, annotations: [{ index: 0, type: 'file_citation', ...first }] } },
      { text: { value: ' And ' } },
      { text: { value: 'so.' } },
      { text: { value: MARK, annotations: [{ index: 1, type: 'file_citation', ...second }] } },
    ])
    expect(text.content()).toEqual([
      {
        type: 'text',
        text: {
          value: `It is so.${MARK} And so.${MARK}`,
          annotations: [
            { type: 'file_citation', ...first },
            { type: 'file_citation', ...second },
          ],
        },
      },
    ])
  })

  it('counts places as JavaScript does, whatever the script before the mark', () => {
    const text = textWith({ citedFile: (mark) => (mark === MARK ? 'file-a' : null) })
    for (const piece of ['违约金 👩‍🔬', MARK.slice(0, 3), `${MARK.slice(3)}。`]) text.add('text', piece)
    text.finish()
    const [part] = text.content()
    if (part?.type !== 'text') throw new Error('no text')
    const { value, annotations } = part.text
    expect(annotations.map((mark) => value.slice(mark.start_index, mark.end_index))).toEqual([MARK])
  })

  it('keeps what looks like a mark where nothing was searched', () => {
    const text = textWith({})
    expect(text.add('text', `Say: ${MARK}`)).toMatchObject([{ text: { value: `Say: ${MARK}` } }])
  })

  it('points links to the files that programs have written', () => {
    expect(linksOf('[the table](sandbox:/mnt/data/out.csv), sandbox:/mnt/data/out.csv.')).toEqual([
      ['sandbox:/mnt/data/out.csv', 'file-out'],
      ['sandbox:/mnt/data/out.csv', 'file-out'],
    ])
    expect(linksOf('[x](sandbox:/mnt/data/out.csv.gz)')).toEqual([
      ['sandbox:/mnt/data/out.csv.gz', 'file-gz'],
    ])
    expect(linksOf('[x](sandbox:/mnt/data/my%20table.csv)')).toEqual([
      ['sandbox:/mnt/data/my%20table.csv', 'file-table'],
    ])
    expect(linksOf('[x](sandbox:/mnt/data/my table.csv)')).toEqual([
      ['sandbox:/mnt/data/my table.csv', 'file-table'],
    ])
  })

  it('leaves links to other files alone', () => {
    expect(linksOf('[x](sandbox:/mnt/data/other.csv) sandbox:/mnt/data/out.csv2 and out.csv')).toEqual([])
    expect(linksOf('sandbox:/mnt/data/out.csv.bak')).toEqual([])
  })

  it('begins with the figures', () => {
    const text = textWith({ figures: ['file-1', 'file-2'] })
    expect(text.addFigures()).toEqual([
      { index: 0, type: 'image_file', image_file: { file_id: 'file-1', detail: 'auto' } },
      { index: 1, type: 'image_file', image_file: { file_id: 'file-2', detail: 'auto' } },
    ])
    expect(text.add('text', 'Here.')).toMatchObject([{ index: 2, text: { value: 'Here.' } }])
    expect(text.content().map(({ type }) => type)).toEqual(['image_file', 'image_file', 'text'])
  })
})
