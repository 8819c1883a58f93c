import { describe, expect, it } from 'vitest'
import { pdfDocument } from '../../../support/documents.ts'
import { pdfOf, type MadeLine } from '../../../support/madeDocuments.ts'
import { blocksOf, outlineOf, refusalOf } from '../../../support/readBlocks.ts'

/** Lines one below the other. */
function lines(...texts: string[]): MadeLine[] {
  return texts.map((text, index) => ({ text, y: 700 - index * 12 }))
}

const FULL = 'These words fill the line of the page to its end and go'

describe('PDF', () => {
  it('keeps the pages', async () => {
    expect(await blocksOf('agreement.pdf', pdfDocument())).toEqual([
      { kind: 'paragraph', text: 'Clause 14.2 sets a penalty of 0.5 % per day', page: 1, headings: [] },
      { kind: 'paragraph', text: 'Second page of the agreement', page: 2, headings: [] },
    ])
  })

  it('joins the lines of a paragraph, and words that were cut at their ends', async () => {
    const page = lines(FULL, 'on below, where a word is hyphen-', 'ated; well-', 'Known is not.', '', FULL)
    expect(await outlineOf('a.pdf', pdfOf([page.filter(({ text }) => text !== '')]))).toEqual([
      `paragraph: ${FULL} on below, where a word is hyphenated; well-\nKnown is not.`,
      `paragraph: ${FULL}`,
    ])
  })

  it('joins Chinese lines without a space', async () => {
    const page = lines('本合同自双方签字之日起生效，有效期为三年，期', '满前三十日内双方可书面协商续签。')
    expect(await outlineOf('合同.pdf', pdfOf([page]))).toEqual([
      'paragraph: 本合同自双方签字之日起生效，有效期为三年，期满前三十日内双方可书面协商续签。',
    ])
  })

  it.each([
    { encoding: 'UniGB-UCS2-H', ordering: 'GB1', text: '合同 A' },
    { encoding: 'UniJIS-UTF16-H', ordering: 'Japan1', text: '東京' },
    { encoding: 'GBK-EUC-H', ordering: 'GB1', text: '合同 A', codesOf: () => 'bacfcdac2041' },
    { encoding: 'ETen-B5-H', ordering: 'CNS1', text: '合同', codesOf: () => 'a658a650' },
    { encoding: '90ms-RKSJ-H', ordering: 'Japan1', text: '東京ｱ', codesOf: () => '938c8b9eb1' },
    { encoding: 'KSCms-UHC-H', ordering: 'Korea1', text: '서울', codesOf: () => 'bcadbfef' },
  ])('knows the encodings that a file only names: $encoding', async ({ text, ...named }) => {
    expect(await outlineOf('a.pdf', pdfOf([lines(text)], { named }))).toEqual([`paragraph: ${text}`])
  })

  it('takes large type for headings', async () => {
    const page = [
      { text: 'Report', y: 740, size: 24 },
      { text: 'Sales', y: 710, size: 16 },
      ...lines(FULL, 'on.').map((line) => ({ ...line, y: line.y - 20 })),
    ]
    expect(await outlineOf('a.pdf', pdfOf([page]))).toEqual([
      'Report > heading: Report',
      'Report > Sales > heading: Sales',
      `Report > Sales > paragraph: ${FULL} on.`,
    ])
  })

  it('shows what runs along the pages once, and no page numbers', async () => {
    const pages = ['one', 'two', 'three', 'four'].map((word, index) => [
      { text: 'Annual report', y: 780 },
      { text: `This is page ${word}, with words of its own.`, y: 500 },
      { text: `It ends ${word}.`, y: 300 },
      { text: `– ${index + 1} –`, y: 20 },
    ])
    const texts = (await blocksOf('a.pdf', pdfOf(pages))).map(({ text }) => text)
    expect(texts.filter((text) => text === 'Annual report')).toHaveLength(1)
    expect(texts.filter((text) => text.includes('–'))).toEqual([])
    expect(texts.filter((text) => text.startsWith('This is page'))).toHaveLength(4)
  })

  it('says that a scan has no text', async () => {
    expect(await refusalOf('scan.pdf', pdfOf([[], []]))).toMatch(/^invalid_file: This PDF has no text/)
  })

  it('says that a file is encrypted, incomplete or damaged', async () => {
    const whole = pdfOf([lines('text')])
    const key = '00'.repeat(32)
    const locked = pdfOf([lines('text')], {
      trailer: `/ID [<${key}> <${key}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${key}> /U <${key}> >>`,
    })
    expect(await refusalOf('a.pdf', locked)).toMatch(/^invalid_file: This PDF is encrypted/)
    expect(await refusalOf('a.pdf', whole.slice(0, whole.length / 2))).toMatch(
      /^invalid_file: This PDF is incomplete/,
    )
    expect(await refusalOf('a.pdf', '%PDF-1.7\nnothing\n%%EOF')).toMatch(/^invalid_file: This PDF is damaged/)
  })
})
