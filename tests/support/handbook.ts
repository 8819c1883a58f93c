/** A page of a PDF: a heading, and lines that fit its width. Chinese lines are set in a font of their own. */
interface PdfPage {
  heading: string
  lines: readonly string[]
}

const HAN = /\p{Script=Han}/u

/** Fills a page as a real one is filled: with text that has nothing to do with what is asked. */
const FILLER = Array.from(
  { length: 30 },
  (_, index) =>
    `Shelf ${index + 1} holds bound journals, and its lamp is switched by the cord beside the ladder.`,
)

const PAGES: readonly PdfPage[] = [
  { heading: 'The Lindenhof library', lines: ['The library was opened in 1954.', ...FILLER] },
  { heading: 'Opening hours', lines: ['On Saturdays the reading room closes at 13 o’clock.', ...FILLER] },
  { heading: 'Fees', lines: ['A lost reader card is replaced for 7 euros.', ...FILLER] },
  { heading: '闭馆安排', lines: ['图书馆每年八月闭馆两周。', '古籍阅览室须提前三天预约。', ...FILLER] },
]

/** Four pages: the year of opening, the hours, the fees, and in Chinese when the library is closed. */
export const handbook = (): Blob => pdfOf(PAGES)

/** So many pages of it, over and over. */
export const largeHandbook = (pages: number): Blob =>
  pdfOf(
    Array.from({ length: pages }, (_, index) => PAGES[index % PAGES.length]).filter(
      (page) => page !== undefined,
    ),
  )

/** A PDF of such pages, with the two fonts that it needs and the table of its objects. */
function pdfOf(pages: readonly PdfPage[]): Blob {
  const kids = pages.map((_, index) => `${FIRST_PAGE + 2 * index} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...CHINESE_FONT,
    ...pages.flatMap((page, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${FIRST_PAGE + 2 * index + 1} 0 R ` +
        '/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>',
      stream(contentOf(page)),
    ]),
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF`
  return new Blob([`${file}xref\n0 ${size}\n0000000000 65535 f \n${entries}${end}`], {
    type: 'application/pdf',
  })
}

/** The number of the first page's object, after the catalog, the list of pages and the fonts. */
const FIRST_PAGE = 8

/** A font whose codes are those of Unicode, and which says so: the text can be read without a table of its own. */
const CHINESE_FONT = [
  '<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 7 0 R >>',
  '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDToGIDMap /Identity /DW 1000 /FontDescriptor 6 0 R ' +
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>',
  '<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 860 ' +
    '/Descent -140 /CapHeight 700 /StemV 80 >>',
  stream(
    [
      '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Unicode def /CMapType 2 def',
      '1 begincodespacerange <0000> <FFFF> endcodespacerange',
      '1 beginbfrange <0000> <FFFF> <0000> endbfrange',
      'endcmap end end',
    ].join('\n'),
  ),
]

function contentOf({ heading, lines }: PdfPage): string {
  const shown = lines.map((line, index) => textAt(line, { size: 10, y: 740 - 20 * index }))
  return [textAt(heading, { size: 20, y: 780 }), ...shown].join('\n')
}

function textAt(text: string, { size, y }: { size: number; y: number }): string {
  return HAN.test(text)
    ? `BT /F2 ${size} Tf 60 ${y} Td <${hexOf(text)}> Tj ET`
    : `BT /F1 ${size} Tf 60 ${y} Td (${text.replaceAll('’', '\\222')}) Tj ET`
}

function hexOf(text: string): string {
  return Array.from(text, (sign) => sign.charCodeAt(0).toString(16).padStart(4, '0')).join('')
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}
