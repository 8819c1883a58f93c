import type { Block } from '../types.ts'
import { createHeadingPath } from './headingPath.ts'
import { relationsOf, type Relation } from './officeParts.ts'
import type { BlockReader } from './reader.ts'
import { createTableParser } from './table.ts'
import { prefixedAttribute, visitXml, walkXml, type XmlVisitor } from './xml.ts'
import { readNumberFormats, writeNumber, type NumberFormat } from './xlsxNumbers.ts'
import { openZip, type Zip } from './zip.ts'

interface Workbook {
  zip: Zip
  sheets: { name: string; part: string }[]
  strings: readonly string[]
  formats: readonly NumberFormat[]
  /** Days are counted from 1904, as old Macs did, rather than from 1900. */
  isFrom1904: boolean
}

/** Sheets are pages, and tables under their names; cells show what was calculated when the file was saved. */
export const readXlsx: BlockReader = async function* ({ blob }, signal) {
  const workbook = await openWorkbook(await openZip(blob, signal))
  for (const [index, { name, part }] of workbook.sheets.entries()) {
    const path = createHeadingPath()
    path.enter(1, name)
    const place = { page: index + 1, headings: path.current }
    let isEmpty = true
    for await (const block of readSheet(workbook, part, place)) {
      if (isEmpty) yield { block: { kind: 'heading', text: name, ...place }, progress: workbook.zip.progress }
      isEmpty = false
      yield { block, progress: workbook.zip.progress }
    }
  }
}

async function openWorkbook(zip: Zip): Promise<Workbook> {
  const main = (await relationsOf(zip, '')).find(({ type }) => type === 'officeDocument')?.target
  const part = main ?? 'xl/workbook.xml'
  const relations = await relationsOf(zip, part)
  const partOf = (type: string): string | undefined =>
    relations.find((relation) => relation.type === type)?.target
  return {
    zip,
    ...(await readSheetList(zip, part, relations)),
    strings: await readStrings(zip, partOf('sharedStrings')),
    formats: await readNumberFormats(zip, partOf('styles')),
  }
}

async function readSheetList(
  zip: Zip,
  part: string,
  relations: readonly Relation[],
): Promise<Pick<Workbook, 'sheets' | 'isFrom1904'>> {
  const sheets: Workbook['sheets'] = []
  let isFrom1904 = false
  await visitXml(zip, part, {
    open(element, attributes) {
      if (element === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '')
      if (element !== 'sheet') return
      const id = prefixedAttribute(attributes, 'id')
      const relation = relations.find((candidate) => candidate.id === id)
      // Sheets of charts and dialogs have no cells.
      if (relation?.type === 'worksheet')
        sheets.push({ name: attributes['name'] ?? '', part: relation.target })
    },
  })
  return { sheets, isFrom1904 }
}

/** The texts that cells refer to by number. */
async function readStrings(zip: Zip, part: string | undefined): Promise<string[]> {
  const strings: string[] = []
  if (part === undefined || !zip.has(part)) return strings
  let text = ''
  const reader = createTextReader((piece) => (text += piece))
  await visitXml(zip, part, {
    ...reader,
    close(element) {
      reader.close(element)
      if (element !== 'si') return
      strings.push(text)
      text = ''
    },
  })
  return strings
}

/** Hands on what stands in `t` elements, but for the pronunciation that Japanese cells have. */
function createTextReader(take: (text: string) => void): Required<XmlVisitor> {
  let [isText, isPronunciation] = [false, false]
  return {
    open(element) {
      if (element === 't') isText = true
      if (element === 'rPh') isPronunciation = true
    },
    text(text) {
      if (isText && !isPronunciation) take(text)
    },
    close(element) {
      if (element === 't') isText = false
      if (element === 'rPh') isPronunciation = false
    },
  }
}

async function* readSheet(
  workbook: Workbook,
  part: string,
  place: Pick<Block, 'page' | 'headings'>,
): AsyncGenerator<Block> {
  const table = createTableParser(place)
  const found: Block[] = []
  const visitor = createSheetVisitor(workbook, (row) => found.push(...table.add(row)))
  yield* walkXml(workbook.zip, part, visitor, found)
  yield* table.end()
}

interface Cell {
  column: number
  type: string
  style: number
  value: string
  /** A text that stands in the cell itself. */
  inline: string
}

function createSheetVisitor(workbook: Workbook, addRow: (row: string[]) => void): XmlVisitor {
  let row: string[] = []
  let cell: Cell | null = null
  let isValue = false
  const inline = createTextReader((piece) => {
    if (cell !== null) cell.inline += piece
  })
  return {
    open(element, attributes) {
      inline.open(element, attributes)
      isValue = element === 'v'
      if (element === 'row') row = []
      if (element !== 'c') return
      const { r = '', t = 'n', s = '0' } = attributes
      cell = { column: columnOf(r) ?? row.length, type: t, style: Number(s), value: '', inline: '' }
    },
    text(text) {
      inline.text(text)
      if (isValue && cell !== null) cell.value += text
    },
    close(element) {
      inline.close(element)
      isValue = false
      if (element === 'c' && cell !== null) {
        const column = cell.column < MAX_PADDED ? cell.column : Math.max(row.length, MAX_PADDED)
        while (row.length < column) row.push('')
        row[column] = textOf(cell, workbook)
        cell = null
      }
      if (element === 'row') addRow(row)
    },
  }
}

/** What a cell shows; ECMA-376, 18.18.11 tells its types. */
function textOf({ type, value, inline, style }: Cell, { strings, formats, isFrom1904 }: Workbook): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? ''
    case 'inlineStr':
      return inline
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE'
    case 'n':
      return writeNumber(value, formats[style] ?? 'number', isFrom1904)
    default:
      return value
  }
}

const MAX_COLUMNS = 16_384
/** Cells beyond so many columns follow each other without the empty ones between them, which would be most of the text. */
const MAX_PADDED = 512

/** 27 of `AB12`: columns count from 0; `null` for a cell that does not say. */
function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  if (letters === undefined) return null
  const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return Math.min(column, MAX_COLUMNS - 1)
}
