import { describe, expect, it } from 'vitest'
import { presentationOf, wordDocumentOf, workbookOf } from '../../../support/madeDocuments.ts'
import { blocksOf, outlineOf } from '../../../support/readBlocks.ts'

describe('DOCX', () => {
  const paragraph = (text: string, style = ''): string =>
    `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`
  const cell = (text: string): string => `<w:tc>${paragraph(text)}</w:tc>`

  it('has headings, paragraphs and tables', async () => {
    const document = wordDocumentOf(
      [
        paragraph('合同', '1'),
        paragraph('Terms', '2'),
        paragraph('Payment is due &amp; owed.'),
        `<w:tbl><w:tr>${cell('item')}${cell('price')}</w:tr><w:tr>${cell('tea')}${cell('3')}</w:tr></w:tbl>`,
      ].join(''),
    )
    expect(await outlineOf('a.docx', document)).toEqual([
      '合同 > heading: 合同',
      '合同 > Terms > heading: Terms',
      '合同 > Terms > paragraph: Payment is due & owed.',
      '合同 > Terms > table: | item | price |\n| --- | --- |\n| tea | 3 |',
    ])
  })

  it('is known without a name that says so', async () => {
    expect(await outlineOf('notes', wordDocumentOf(paragraph('text')))).toEqual(['paragraph: text'])
  })
})

describe('XLSX', () => {
  it('is a table a sheet, on a page of its own', async () => {
    const workbook = workbookOf({
      Prices:
        '<row><c t="inlineStr"><is><t>item</t></is></c><c t="str"><f>A1</f><v>price</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>',
      Empty: '',
      Notes: '<row><c t="inlineStr"><is><t>only</t></is></c></row>',
    })
    expect(await blocksOf('a.xlsx', workbook)).toEqual([
      { kind: 'heading', text: 'Prices', page: 1, headings: ['Prices'] },
      { kind: 'table', text: '| item | price |\n| --- | --- |\n| 1 | 2 |', page: 1, headings: ['Prices'] },
      { kind: 'heading', text: 'Notes', page: 3, headings: ['Notes'] },
      { kind: 'paragraph', text: 'only', page: 3, headings: ['Notes'] },
    ])
  })

  it('puts cells into their columns, texts from the list of texts, without their pronunciation', async () => {
    const strings = [
      '<x:t>a | b</x:t>',
      '<r><t>two </t></r><r><t>runs</t></r>',
      '<t>東京</t><rPh><t>トウキョウ</t></rPh>',
    ]
    const rows =
      '<x:row><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="C1" t="s"><x:v>1</x:v></x:c></x:row><x:row><x:c r="B2" t="s"><x:v>2</x:v></x:c><x:c r="AA2"><x:v>9</x:v></x:c></x:row>'
    const [, table] = await outlineOf('a.xlsx', workbookOf({ S: rows }, { strings }))
    expect(table).toBe(
      `S > table: | a \\| b |  | two runs |\n| --- | --- | --- |\n|  | 東京 |${'  |'.repeat(24)} 9 |`,
    )
  })

  it('writes dates, times, shares and logical values as they are read', async () => {
    const formats = [
      'yyyy&quot;年&quot;m&quot;月&quot;',
      'h:mm AM/PM',
      'd.m.yy hh:mm',
      '[h]:mm',
      '0.0%',
      '[Red]0.00',
      'mmm',
    ]
    const cells = [46082, 0.34375, 46082.6041666667, 1.25, 0.125, 0.1 + 0.2, 59].map(
      (value, index) => `<c s="${index + 2}"><v>${value}</v></c>`,
    )
    const rows = `<row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c s="1"><v>46082</v></c>${cells.join('')}</row>`
    const [, table] = await outlineOf('a.xlsx', workbookOf({ S: rows }, { formats }))
    expect(table?.split('\n')[0]).toBe(
      'S > table: | TRUE | #N/A | 2026-03-01 | 2026-03-01 | 08:15:00 | 2026-03-01 14:30:00 | 30:00:00 | 12.5% | 0.3 | 1900-02-28 |',
    )
  })

  it('leaves out the empty cells before one that stands far out', async () => {
    const row = '<row><c r="A1"><v>1</v></c><c r="XFC1"><v>2</v></c><c r="XFD1"><v>3</v></c></row>'
    const [, table] = await blocksOf('a.xlsx', workbookOf({ Far: row }))
    const [cells = ''] = table?.text.split('\n') ?? []
    expect(cells).toMatch(/^\| 1 \|[ |]*\| 2 \| 3 \|$/)
    expect(cells.length).toBeLessThan(2000)
  })

  it('repeats the header of a long sheet, and keeps every row', async () => {
    const row = (a: string, b: string): string =>
      `<row><c t="str"><v>${a}</v></c><c t="str"><v>${b}</v></c></row>`
    const rows = Array.from({ length: 3000 }, (_, index) => row(`row ${index}`, '春'.repeat(10)))
    const blocks = await blocksOf(
      'a.xlsx',
      workbookOf({ S: row('title', '') + row('name', 'text') + rows.join('') }),
    )
    const tables = blocks.filter(({ kind }) => kind === 'table')
    expect(blocks[1]).toMatchObject({ kind: 'paragraph', text: 'title' })
    expect(tables.every(({ text }) => text.startsWith('| name | text |\n| --- | --- |\n| row '))).toBe(true)
    expect(Math.max(...tables.map(({ text }) => text.length))).toBeLessThan(2000)
    expect(tables.flatMap(({ text }) => text.match(/row \d+/g))).toEqual(
      rows.map((_, index) => `row ${index}`),
    )
  })
})

describe('PPTX', () => {
  const shape = (role: string, ...paragraphs: string[]): string =>
    `<p:sp><p:nvPr><p:ph${role && ` type="${role}"`}/></p:nvPr>${paragraphs.map((text) => `<a:p>${text}</a:p>`).join('')}</p:sp>`
  const run = (text: string): string => `<a:r><a:t>${text}</a:t></a:r>`

  it('has slides as pages in the order in which they are shown, titles as headings, and notes', async () => {
    const slides = [
      shape('', run('Revenue '), `<a:pPr lvl="1"/>${run('in ')}${run('亚洲')}`) +
        shape('title', run('Agenda')) +
        shape('sldNum', run('1')),
      `<p:graphicFrame><a:tbl><a:tr><a:tc>${run('')}<a:p>${run('a')}</a:p></a:tc><a:tc><a:p>${run('b')}</a:p><a:p>${run('c')}</a:p></a:tc></a:tr><a:tr><a:tc><a:p>${run('1')}</a:p></a:tc><a:tc><a:p>${run('2')}</a:p></a:tc></a:tr></a:tbl></p:graphicFrame>`,
      `<AlternateContent><Choice>${shape('', run('once'))}</Choice><Fallback>${shape('', run('twice'))}</Fallback></AlternateContent>`,
    ]
    const notes = shape('sldImg') + shape('body', run('Say hello'))
    expect(await blocksOf('a.pptx', presentationOf(slides, notes))).toEqual([
      { kind: 'heading', text: 'Agenda', page: 1, headings: ['Agenda'] },
      { kind: 'paragraph', text: 'Revenue\n  in 亚洲', page: 1, headings: ['Agenda'] },
      { kind: 'paragraph', text: 'Notes: Say hello', page: 1, headings: ['Agenda'] },
      { kind: 'table', text: '| a | b c |\n| --- | --- |\n| 1 | 2 |', page: 2, headings: [] },
      { kind: 'paragraph', text: 'once', page: 3, headings: [] },
    ])
  })

  it('has the titles of charts, and a table of their values', async () => {
    const title = (text: string): string =>
      `<c:title><c:tx><c:rich><a:p>${run(text)}</a:p></c:rich></c:tx></c:title>`
    const points = (kind: string, ...values: string[]): string =>
      `<c:${kind}><c:numRef><c:f>Sheet1!A1</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="3"/>${values
        .map((value, index) => (value === '' ? '' : `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`))
        .join('')}</c:numCache></c:numRef></c:${kind}>`
    const years = points('cat', '2024', '2025', '2026')
    const chart = `${title('Revenue by region')}<c:plotArea><c:barChart>
      <c:ser>${points('tx', 'Asia & 中国'.replace('&', '&amp;'))}${years}${points('val', '1.5', '', '3')}</c:ser>
      <c:ser>${years}${points('val', '7', '8')}</c:ser></c:barChart><c:valAx>${title('Million €')}</c:valAx></c:plotArea>`
    const slides = [shape('title', run('Numbers'))]
    expect(await outlineOf('a.pptx', presentationOf(slides, '', [chart]))).toEqual([
      'Numbers > heading: Numbers',
      'Numbers > paragraph: Revenue by region\nMillion €',
      'Numbers > table: |  | Asia & 中国 | Series 2 |\n| --- | --- | --- |\n| 2024 | 1.5 | 7 |\n| 2025 |  | 8 |\n| 2026 | 3 |',
    ])
  })
})
