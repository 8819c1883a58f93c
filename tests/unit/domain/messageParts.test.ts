import { describe, expect, it } from 'vitest'
import type { Annotation, MessageContent, RunStep } from '@/domain/api.ts'
import { filesMadeIn, partsOf, passageOf } from '@/domain/messageParts.ts'
import { stepOf, textPart } from '../../support/threadObjects.ts'

const cites = (text: string, fileId: string): Annotation => ({
  type: 'file_citation',
  text,
  start_index: 0,
  end_index: 1,
  file_citation: { file_id: fileId },
})
const made = (text: string, fileId: string): Annotation => ({
  type: 'file_path',
  text,
  start_index: 0,
  end_index: 1,
  file_path: { file_id: fileId },
})
const text = (value: string, ...annotations: Annotation[]): MessageContent => ({
  type: 'text',
  text: { value, annotations },
})

describe('partsOf', () => {
  it('numbers what is cited, through all texts of the message', () => {
    const { parts, marks } = partsOf([
      text(
        'Capped【4:0†a】, and free【4:1†b】. Capped【4:0†a】',
        cites('【4:0†a】', 'file-1'),
        cites('【4:1†b】', 'file-2'),
      ),
      text('Again【4:2†c】', cites('【4:2†c】', 'file-1')),
    ])
    expect(parts).toEqual([
      { type: 'text', markdown: 'Capped[1](skein:0), and free[2](skein:1). Capped[1](skein:0)' },
      { type: 'text', markdown: 'Again[3](skein:2)' },
    ])
    expect(marks).toMatchObject([
      { type: 'citation', number: 1, fileId: 'file-1' },
      { type: 'citation', number: 2, fileId: 'file-2' },
      { type: 'citation', number: 3, fileId: 'file-1' },
    ])
  })

  it('keeps a mark after an exclamation mark from being an image', () => {
    const { parts } = partsOf([text('Done!【1】', cites('【1】', 'file-1'))])
    expect(parts).toEqual([{ type: 'text', markdown: 'Done!\u2060[1](skein:0)' }])
  })

  it('lets links to files that were made lead to these, and leaves other mentions', () => {
    const path = 'sandbox:/mnt/data/out.csv'
    const { parts, marks } = partsOf([text(`[Get it](${path}), \`${path}\``, made(path, 'file-3'))])
    expect(parts).toEqual([{ type: 'text', markdown: `[Get it](skein:0), \`${path}\`` }])
    expect(marks).toEqual([{ type: 'file', fileId: 'file-3', name: 'out.csv' }])
  })

  it('has refusals and images apart', () => {
    const image = { type: 'image_file' as const, image_file: { file_id: 'file-1' } }
    expect(partsOf([{ type: 'refusal', refusal: 'No.' }, image]).parts).toEqual([
      { type: 'refusal', text: 'No.' },
      { type: 'image', image },
    ])
  })
})

describe('passageOf', () => {
  const search = stepOf('completed', [
    {
      id: 'call_1',
      type: 'file_search',
      file_search: {
        results: [
          { file_id: 'file-1', file_name: 'a.md', score: 0.9, content: [{ type: 'text', text: 'First' }] },
          { file_id: 'file-2', file_name: 'b.md', score: 0.8, content: [{ type: 'text', text: 'Second' }] },
          { file_id: 'file-1', file_name: 'a.md', score: 0.7, content: [{ type: 'text', text: 'Third' }] },
        ],
      },
    },
  ])
  const markOf = (annotation: Annotation) => partsOf([text(annotation.text, annotation)]).marks[0]!

  it('is the result that the mark names, or the best one of its file', () => {
    expect(passageOf(markOf(cites('【4:2†source】', 'file-1')), [search])).toBe('Third')
    expect(passageOf(markOf(cites('[b.md]', 'file-2')), [search])).toBe('Second')
    expect(passageOf(markOf(cites('【4:1†source】', 'file-1')), [search])).toBe('First')
  })

  it('is the result of the step that the mark names', () => {
    const found = (text: string): RunStep =>
      stepOf('completed', [
        {
          id: 'call_2',
          type: 'file_search',
          file_search: {
            results: [
              { file_id: 'file-1', file_name: 'a.md', score: 0.9, content: [{ type: 'text', text }] },
            ],
          },
        },
      ])
    const steps = [found('Of the first search'), search, found('Of the last search')]
    const passage = (mark: string): string | undefined => passageOf(markOf(cites(mark, 'file-1')), steps)
    expect(passage('【0:0†a.md】')).toBe('Of the first search')
    expect(passage('【1:2†a.md】')).toBe('Third')
    expect(passage('【2:0†a.md】')).toBe('Of the last search')
    expect(passage('【9:0†a.md】')).toBe('Of the first search')
  })

  it('is what the message quotes of the result', () => {
    const passage = 'Of prices. A penalty of 0.5 %\nis due for each full day. Of notices.'
    const found = stepOf('completed', [
      {
        id: 'call_3',
        type: 'file_search',
        file_search: {
          results: [
            { file_id: 'file-1', file_name: 'a.md', score: 1, content: [{ type: 'text', text: passage }] },
          ],
        },
      },
    ])
    const [first, second] = [cites('【0:0†a.md】', 'file-1'), cites('【0:0†b.md】', 'file-1')]
    const value = `They say:\n\n> A *penalty* of 0.5 % is due for each full day.${first.text} Prices are in it, too.${second.text}`
    const { marks } = partsOf([text(value, first, second)])
    expect(passageOf(marks[0]!, [found])).toBe('A penalty of 0.5 %\nis due for each full day')
    expect(passageOf(marks[1]!, [found])).toBe(passage)
  })

  it('is what the message quotes in Chinese, which is shorter', () => {
    const content = [{ type: 'text' as const, text: '一月开馆。古籍须提前三天预约。八月闭馆。' }]
    const result = { file_id: 'file-1', file_name: 'a.md', score: 0.9, content }
    const found = stepOf('completed', [
      { id: 'call_4', type: 'file_search', file_search: { results: [result] } },
    ])
    const { marks } = partsOf([text('> 古籍须提前三天预约。 【0:0†a.md】', cites('【0:0†a.md】', 'file-1'))])
    expect(passageOf(marks[0]!, [found])).toBe('古籍须提前三天预约')
  })

  it('is the quote where the mark has one, and nothing where nobody knows', () => {
    const quoting: Annotation = JSON.parse(
      JSON.stringify({ ...cites('[q]', 'file-1'), file_citation: { file_id: 'file-1', quote: 'Said so' } }),
    )
    expect(passageOf(markOf(quoting), [search])).toBe('Said so')
    expect(passageOf(markOf(cites('[x]', 'file-9')), [search])).toBeUndefined()
    expect(partsOf([textPart('')]).marks).toEqual([])
  })
})

describe('filesMadeIn', () => {
  it('has each file once, by its name', () => {
    const path = (name: string, fileId: string): Annotation => ({
      type: 'file_path',
      text: `sandbox:/mnt/data/${name}`,
      start_index: 0,
      end_index: 1,
      file_path: { file_id: fileId },
    })
    const [table, chart] = [path('a.csv', 'file-1'), path('b.svg', 'file-2')]
    const content = [text(`[a](${table.text}) [b](${chart.text})`, table, chart, cites('[q]', 'file-9'))]
    expect(filesMadeIn([{ content }, { content: [text(table.text, table)] }])).toEqual([
      { fileId: 'file-1', name: 'a.csv' },
      { fileId: 'file-2', name: 'b.svg' },
    ])
  })
})
