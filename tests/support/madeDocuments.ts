import { strToU8, zipSync } from 'fflate'

type Parts = Readonly<Record<string, string>>

/** An archive of texts. */
export function zipOf(parts: Parts): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))
}

const CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** Relations of a part: id, the last word of the type, target. */
function relations(...given: [id: string, type: string, target: string][]): string {
  const elements = given.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return `<Relationships>${elements.join('')}</Relationships>`
}

/** A Word document with this in its body. */
export function wordDocumentOf(body: string): Uint8Array<ArrayBuffer> {
  const style = (id: string, name: string): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
  return zipOf({
    '[Content_Types].xml': CONTENT_TYPES.replace(
      '/>',
      `><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
    ),
    '_rels/.rels': relations(['r1', 'officeDocument', 'word/document.xml']),
    'word/_rels/document.xml.rels': relations(['r1', 'styles', 'styles.xml']),
    'word/styles.xml': `<w:styles ${W}>${style('1', 'heading 1')}${style('2', 'heading 2')}</w:styles>`,
    'word/document.xml': `<w:document ${W}><w:body>${body}</w:body></w:document>`,
  })
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** A workbook: the XML of each sheet's rows by its name, with texts that cells refer to and formats of styles. */
export function workbookOf(
  sheets: Parts,
  { strings = [], formats = [], parts = {} }: { strings?: string[]; formats?: string[]; parts?: Parts } = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(sheets)
  const worksheets = Object.values(sheets).map((rows, index) => [
    `xl/worksheets/sheet${index + 1}.xml`,
    `<x:worksheet><x:sheetData>${rows}</x:sheetData></x:worksheet>`,
  ])
  const codes = formats.map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${code}"/>`)
  const styles = formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`)
  return zipOf({
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations(['r1', 'officeDocument', '/xl/workbook.xml']),
    'xl/workbook.xml': `<workbook><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 7}" r:id="r${index}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...names.map((_, index): [string, string, string] => [
        `r${index}`,
        'worksheet',
        `worksheets/sheet${index + 1}.xml`,
      ]),
      ['rs', 'sharedStrings', 'sharedStrings.xml'],
      ['rt', 'styles', 'styles.xml'],
    ),
    'xl/sharedStrings.xml': `<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>${styles.join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(worksheets),
    ...parts,
  })
}

/**
 * A presentation of slides, each the XML of its shapes, shown in the opposite order of their parts; notes of the first, and the XML of
 * the charts that are on it.
 */
export function presentationOf(
  slides: readonly string[],
  notes: string,
  charts: readonly string[] = [],
): Uint8Array<ArrayBuffer> {
  const slide = (index: number): string => `slides/slide${slides.length - index}.xml`
  const shown = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="r${index}"/>`)
  return zipOf({
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations(['r1', 'officeDocument', 'ppt/presentation.xml']),
    'ppt/presentation.xml': `<p:presentation><p:sldIdLst>${shown.join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      ...slides.map((_, index): [string, string, string] => [`r${index}`, 'slide', slide(index)]),
    ),
    ...Object.fromEntries(slides.map((shapes, index) => [`ppt/${slide(index)}`, `<p:sld>${shapes}</p:sld>`])),
    [`ppt/slides/_rels/slide${slides.length}.xml.rels`]: relations(
      ['r1', 'notesSlide', '../notesSlides/n1.xml'],
      ...charts.map((_, index): [string, string, string] => [
        `c${index}`,
        'chart',
        `../charts/chart${index}.xml`,
      ]),
    ),
    ...Object.fromEntries(
      charts.map((chart, index) => [
        `ppt/charts/chart${index}.xml`,
        `<c:chartSpace><c:chart>${chart}</c:chart></c:chartSpace>`,
      ]),
    ),
    'ppt/notesSlides/n1.xml': `<p:notes>${notes}</p:notes>`,
  })
}

/** A book of chapters by their files' names, read in the opposite order. */
export function bookOf(chapters: Parts, parts: Parts = {}): Uint8Array<ArrayBuffer> {
  const names = Object.keys(chapters)
  const items = names.map(
    (name, index) => `<item id="c${index}" href="${encodeURI(name)}" media-type="application/xhtml+xml"/>`,
  )
  const spine = names.map((_, index) => `<itemref idref="c${names.length - 1 - index}"/>`)
  return zipOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    'OPS/book.opf': `<package><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`,
    ...Object.fromEntries(Object.entries(chapters).map(([name, text]) => [`OPS/${name}`, text])),
    ...parts,
  })
}

/** A line of a page, of which the lower left corner is 0, 0. */
export interface MadeLine {
  text: string
  x?: number
  y: number
  size?: number
}

/** What else a PDF has: an entry of its trailer; an encoding that it names, in place of its own table to Unicode. */
interface PdfMake {
  trailer?: string
  named?: { encoding: string; ordering: string; codesOf?: (text: string) => string }
}

/** A PDF in a font that is not in it, with a table to Unicode, so that any script goes. */
export function pdfOf(
  pages: readonly (readonly MadeLine[])[],
  { trailer = '', named }: PdfMake = {},
): string {
  const letters = [...new Set(pages.flat().flatMap(({ text }) => Array.from(text, hexOf)))]
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${7 + index * 2} 0 R`).join(' ')}] >>`,
    `<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /${named?.encoding ?? 'Identity-H'} /DescendantFonts [4 0 R] ${named === undefined ? '/ToUnicode 6 0 R' : ''} >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /CIDSystemInfo << /Registry (Adobe) /Ordering (${named?.ordering ?? 'Identity'}) /Supplement 0 >> /FontDescriptor 5 0 R /DW 500 >>`,
    '<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 0 1000 1000] /Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 >>',
    streamOf(
      `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def 1 begincodespacerange <0000> <ffff> endcodespacerange ${letters.length} beginbfchar ${letters.map((hex) => `<${hex}> <${hex}>`).join(' ')} endbfchar endcmap end end`,
    ),
    ...pages.flatMap((lines, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >> /Contents ${8 + index * 2} 0 R >>`,
      streamOf(lines.map((line) => drawn(line, named?.codesOf ?? codesOf)).join('\n')),
    ]),
  ]
  const bodies = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`)
  const head = '%PDF-1.7\n'
  const starts = bodies.map((_, index) => head.length + bodies.slice(0, index).join('').length)
  const rows = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`)
  return [
    ...[head, ...bodies, `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`, ...rows],
    `trailer << /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\n`,
    `startxref\n${head.length + bodies.join('').length}\n%%EOF`,
  ].join('')
}

function hexOf(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(4, '0')
}

function codesOf(text: string): string {
  return Array.from(text, hexOf).join('')
}

function drawn({ text, x = 50, y, size = 10 }: MadeLine, codes: (text: string) => string): string {
  return `BT /F ${size} Tf ${x} ${y} Td <${codes(text)}> Tj ET`
}

function streamOf(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}
