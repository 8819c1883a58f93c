import type { Block } from '../types.ts'
import { relationsOf } from './officeParts.ts'
import { readChart } from './pptxCharts.ts'
import type { BlockReader } from './reader.ts'
import { createTableParser } from './table.ts'
import { prefixedAttribute, visitXml, type XmlVisitor } from './xml.ts'
import { openZip, type Zip } from './zip.ts'

/** Slides are pages; their titles are headings; the tables of their charts and their speaker notes come after them. */
export const readPptx: BlockReader = async function* ({ blob }, signal) {
  const zip = await openZip(blob, signal)
  const slides = await slidesOf(zip)
  for (const [index, part] of slides.entries()) {
    const progress = (index + 1) / slides.length
    for (const block of await readSlide(zip, part, index + 1)) yield { block, progress }
  }
}

/** The parts of the slides, in the order in which they are shown. */
async function slidesOf(zip: Zip): Promise<string[]> {
  const main = (await relationsOf(zip, '')).find(({ type }) => type === 'officeDocument')?.target
  const part = main ?? 'ppt/presentation.xml'
  const relations = await relationsOf(zip, part)
  const slides: string[] = []
  await visitXml(zip, part, {
    open(element, attributes) {
      if (element !== 'sldId') return
      const id = prefixedAttribute(attributes, 'id')
      const slide = relations.find((relation) => relation.id === id)
      if (slide !== undefined) slides.push(slide.target)
    },
  })
  return slides
}

async function readSlide(zip: Zip, part: string, page: number): Promise<Block[]> {
  const shapes = await shapesOf(zip, part)
  const title = shapes.find(({ role }) => role === 'title' || role === 'ctrTitle')
  const heading = title?.paragraphs.join(' ').replace(/\s+/g, ' ').trim() ?? ''
  const place = { page, headings: heading === '' ? [] : [heading] }
  const relations = await relationsOf(zip, part)
  const diagrams = relations.filter(({ type }) => type === 'diagramData')
  const charts = relations.filter(({ type }) => type === 'chart')
  const notes = relations.filter(({ type }) => type === 'notesSlide')

  const blocks = shapes.filter((shape) => shape !== title).flatMap((shape) => blocksOf(shape, place))
  for (const { target } of diagrams) {
    for (const shape of await shapesOf(zip, target)) blocks.push(...blocksOf(shape, place))
  }
  for (const { target } of charts) blocks.push(...(await readChart(zip, target, place)))
  for (const { target } of notes) {
    const written = (await shapesOf(zip, target)).filter(({ role }) => role === 'body')
    const [text] = written.flatMap((shape) => blocksOf(shape, place))
    if (text !== undefined) blocks.push({ ...text, text: `Notes: ${text.text}` })
  }
  return heading === '' ? blocks : [{ kind: 'heading', text: heading, ...place }, ...blocks]
}

interface Shape {
  /** Of a placeholder: `title`, `body`, `sldNum` …; empty for others. */
  role: string
  paragraphs: string[]
  rows: string[][]
}

/** Date, footer, header and number of a slide. */
const RUNNING = new Set(['dt', 'ftr', 'hdr', 'sldNum'])

function blocksOf({ role, paragraphs, rows }: Shape, place: Pick<Block, 'page' | 'headings'>): Block[] {
  if (RUNNING.has(role)) return []
  const text = paragraphs.join('\n')
  const table = createTableParser(place)
  const tables = [...rows.flatMap((row) => table.add(row)), ...(rows.length > 0 ? table.end() : [])]
  return text === '' ? tables : [{ kind: 'paragraph', text, ...place }, ...tables]
}

async function shapesOf(zip: Zip, part: string): Promise<Shape[]> {
  const shapes: Shape[] = []
  await visitXml(zip, part, createShapeVisitor(shapes))
  return shapes
}

/** Elements that hold text of their own: shapes, tables, and the points of a diagram. */
const SHAPES = new Set(['sp', 'graphicFrame', 'pt'])

function createShapeVisitor(shapes: Shape[]): XmlVisitor {
  let shape: Shape = { role: '', paragraphs: [], rows: [] }
  let [paragraph, isText, isCell, isFallback] = ['', false, false, false]

  function endParagraph(): void {
    const cells = shape.rows.at(-1)
    const text = paragraph.trimEnd()
    paragraph = ''
    if (isCell && cells !== undefined) cells[cells.length - 1] = `${cells.at(-1) ?? ''} ${text}`.trim()
    else if (text.trim() !== '') shape.paragraphs.push(text)
  }

  return {
    open(element, { type = 'body', lvl = '0' }) {
      // The same again, for programs that don't know what the choice before it needs.
      if (element === 'Fallback') isFallback = true
      if (isFallback) return
      if (SHAPES.has(element)) shapes.push((shape = { role: '', paragraphs: [], rows: [] }))
      else if (element === 'ph') shape.role = type
      else if (element === 'pPr') paragraph = '  '.repeat(Math.min(Number(lvl), 8))
      else if (element === 'tr') shape.rows.push([])
      else if (element === 'tc') shape.rows.at(-1)?.push('')
      else if (element === 'br') paragraph += ' '
      if (element === 'tc') isCell = true
      isText = element === 't'
    },
    text(text) {
      if (isText && !isFallback) paragraph += text
    },
    close(element) {
      isText = false
      if (element === 'Fallback') isFallback = false
      else if (isFallback) return
      else if (element === 'p') endParagraph()
      else if (element === 'tc') isCell = false
    },
  }
}
