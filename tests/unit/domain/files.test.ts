import { describe, expect, it } from 'vitest'
import type { FileObject } from '@/domain/api.ts'
import { parseCSV } from '@/domain/csv.ts'
import { eachOf } from '@/domain/eachOf.ts'
import { isDownloadable, purposeOf } from '@/domain/filePurpose.ts'
import { searchFiles, sortFiles } from '@/domain/fileSort.ts'
import { findPassage } from '@/domain/passage.ts'
import { hidesItsText, previewKindOf } from '@/domain/previewKind.ts'

describe('parseCSV', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,"b, ""c""\nd"\r\n1,',
      [
        ['a', 'b, "c"\nd'],
        ['1', ''],
      ],
    ],
    [
      'a;b;c\n1,5;2;3',
      [
        ['a', 'b', 'c'],
        ['1,5', '2', '3'],
      ],
    ],
    [
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\n\nb', [['a'], [''], ['b']]],
    ['"x" y,2\n"open', [['"x" y', '2'], ['"open']]],
    ['', []],
  ])('reads %j', (text, rows) => {
    expect(parseCSV(text, 10)).toEqual(rows)
  })

  it('stops after so many rows', () => {
    expect(parseCSV('1\n2\n3', 2)).toEqual([['1'], ['2']])
  })
})

describe('findPassage', () => {
  it.each([
    ['Clause 14\nsets a penalty.', 'Clause 14 sets', 'Clause 14\nsets'],
    ['cost (in $)?', '(in $)?', 'in'],
    ['a ?! b', '?!', '?!'],
    ['| Rate | 0.5 |', 'rate, 0.5', 'Rate | 0.5'],
    ['an exam-\nple of ﬁles', 'Example of files', 'exam-\nple of ﬁles'],
    ['见“𠮷野家”。', '𠮷野家', '𠮷野家'],
    [
      'one two three four five six seven eight nine ten eleven twelve, and so on',
      'one two three four five six seven eight nine ten eleven twelve, otherwise',
      'one two three four five six seven eight nine ten eleven twelve',
    ],
    [
      'The first half of a sentence that is long enough\n12 — Annual report\nand goes on behind the foot of its page. More.',
      'The first half of a sentence that is long enough and goes on behind the foot of its page.',
      'The first half of a sentence that is long enough\n12 — Annual report\nand goes on behind the foot of its page',
    ],
    ['一段 中文', '一段 中文', '一段 中文'],
  ])('finds in %j what is %j', (text, passage, found) => {
    const span = findPassage(text, passage)
    expect(span && text.slice(span.start, span.end)).toBe(found)
  })

  it('finds nothing where nothing is like it', () => {
    expect(findPassage('some text', 'other')).toBeNull()
    expect(findPassage('some text', '  ')).toBeNull()
  })
})

describe('previewKindOf', () => {
  it.each([
    ['a.PNG', '', 'image'],
    ['a.pdf', '', 'pdf'],
    ['scan', 'application/pdf', 'pdf'],
    ['a.docx', '', 'docx'],
    ['a.csv', '', 'csv'],
    ['README.md', '', 'markdown'],
    ['a.py', '', 'text'],
    ['a.xlsx', '', 'binary'],
    ['out', '', 'unknown'],
    ['a.toString', '', 'unknown'],
  ])('of %s (%s) is %s', (name, type, kind) => {
    expect(previewKindOf({ name, type })).toBe(kind)
  })
})

const file = (filename: string, changes: Partial<FileObject> = {}): FileObject => ({
  id: `file-${filename}`,
  object: 'file',
  bytes: 1,
  created_at: 1,
  filename,
  purpose: 'assistants',
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the wire still requires it.
  status: 'processed',
  ...changes,
})
const names = (files: readonly FileObject[]): string[] => files.map(({ filename }) => filename)

describe('sortFiles', () => {
  const files = [
    file('b-10', { bytes: 5, created_at: 3 }),
    file('b-9', { bytes: 9, created_at: 1, purpose: 'vision' }),
    file('a', { bytes: 5, created_at: 2 }),
  ]
  it.each([
    ['name', false, ['a', 'b-9', 'b-10']],
    ['name', true, ['b-10', 'b-9', 'a']],
    ['size', true, ['b-9', 'a', 'b-10']],
    ['created', true, ['b-10', 'a', 'b-9']],
    ['purpose', false, ['a', 'b-10', 'b-9']],
  ] as const)('by %s, descending: %s', (sort, isDescending, order) => {
    expect(names(sortFiles(files, { sort, isDescending }))).toEqual(order)
  })
})

describe('searchFiles', () => {
  const files = [file('Report 2026.pdf'), file('photo.png', { purpose: 'vision' })]
  it('finds every word in any order, or the id, within a purpose', () => {
    expect(names(searchFiles(files, { query: '2026 report', purpose: '' }))).toEqual(['Report 2026.pdf'])
    expect(names(searchFiles(files, { query: 'file-photo', purpose: '' }))).toEqual(['photo.png'])
    expect(names(searchFiles(files, { query: 'report', purpose: 'vision' }))).toEqual([])
    expect(searchFiles(files, { query: ' ', purpose: '' })).toBe(files)
  })
})

describe('purposes', () => {
  it('keep to themselves what assistants and models read', () => {
    const kept = (['assistants', 'user_data', 'vision', 'batch', 'assistants_output'] as const).filter(
      (purpose) => !isDownloadable(purpose),
    )
    expect(kept).toEqual(['assistants', 'user_data'])
  })

  it('of the two tools is that of assistants', () => {
    expect([purposeOf('file_search'), purposeOf('code_interpreter'), purposeOf('vision')]).toEqual([
      'assistants',
      'assistants',
      'vision',
    ])
  })
})

describe('eachOf', () => {
  it('works on so many at once, in their order', async () => {
    const begun: number[] = []
    let running = 0
    let most = 0
    await eachOf([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
    })
    expect(begun).toEqual([1, 2, 3, 4, 5])
    expect(most).toBe(2)
  })

  it('begins nothing more once one has failed', async () => {
    const begun: number[] = []
    const work = async (item: number): Promise<void> => {
      begun.push(item)
      await Promise.resolve()
      if (item === 1) throw new Error('No.')
    }
    await expect(eachOf([1, 2, 3, 4, 5], 2, work)).rejects.toThrow('No.')
    expect(begun).toEqual([1, 2])
  })
})

describe('hidesItsText', () => {
  it.each([
    ['slides.pptx', true],
    ['book.epub', true],
    ['page.HTML', true],
    ['contract.pdf', false],
    ['notes.md', false],
    ['main.py', false],
  ])('of %s: %s', (name, isHidden) => expect(hidesItsText({ name, type: '' })).toBe(isHidden))
})
