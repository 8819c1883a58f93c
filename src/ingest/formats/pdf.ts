import { getDocumentProxy } from 'unpdf'
import { IngestionError } from '../types.ts'
import { createPageParser, surveyOf } from './pdfBlocks.ts'
import { linesOf, type PdfLine } from './pdfLines.ts'
import { PdfEncodings } from './pdfEncodings.ts'
import type { BlockReader } from './reader.ts'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>
type Outline = Awaited<ReturnType<Pdf['getOutline']>>

/** How much of the end is searched for the mark of a whole PDF: some programs append to it. */
const TAIL_BYTES = 64 * 1024
/** How many pages are looked at for the size of the type and for what stands on every page. */
const SURVEYED_PAGES = 12

/** Reads the text layer, page by page. */
export const readPdf: BlockReader = async function* ({ blob }, signal) {
  const tail = await blob.slice(-TAIL_BYTES).text()
  if (!/%%EOF|startxref/.test(tail)) throw invalid('This PDF is incomplete: its end is missing.')
  const pdf = await open(await blob.arrayBuffer())
  try {
    const step = Math.max(1, Math.floor(pdf.numPages / SURVEYED_PAGES))
    const surveyed: PdfLine[][] = []
    for (let page = 1; page <= pdf.numPages; page += step) surveyed.push(await readPage(pdf, page))
    const parser = createPageParser(surveyOf(surveyed, titlesOf(await outlineOf(pdf))))
    let isEmpty = true
    for (let page = 1; page <= pdf.numPages; page += 1) {
      signal.throwIfAborted()
      for (const block of parser.add({ page, lines: await readPage(pdf, page) })) {
        isEmpty = false
        yield { block, progress: page / pdf.numPages }
      }
    }
    if (isEmpty) {
      throw invalid(
        'This PDF has no text: its pages are images, such as scans. Run text recognition (OCR) on it first.',
      )
    }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function open(bytes: ArrayBuffer): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      disableFontFace: true,
      BinaryDataFactory: PdfEncodings,
      cMapPacked: false,
      useWorkerFetch: false,
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw invalid('This PDF is encrypted: it opens with a password only. Save it without one.', error)
    }
    throw invalid(`This PDF is damaged: ${String(error)}`, error)
  }
}

async function readPage(pdf: Pdf, number: number): Promise<PdfLine[]> {
  try {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    return linesOf(items)
  } catch (error) {
    throw invalid(`This PDF is damaged: page ${number} cannot be read. (${String(error)})`, error)
  }
}

async function outlineOf(pdf: Pdf): Promise<Outline | null> {
  try {
    return await pdf.getOutline()
  } catch {
    // A broken table of contents is no loss: headings are then known by their size.
    return null
  }
}

/** The titles of the table of contents that the file has for readers, with their levels. */
function titlesOf(outline: Outline | null, level = 1): [title: string, level: number][] {
  return (outline ?? []).flatMap(({ title, items }) => [
    [title, level] satisfies [string, number],
    ...titlesOf(items, level + 1),
  ])
}

function invalid(message: string, cause?: unknown): IngestionError {
  const error = new IngestionError('invalid_file', message)
  error.cause = cause
  return error
}
