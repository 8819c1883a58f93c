import type { getDocumentProxy } from 'unpdf'
import { findPassage, type Span } from '@/domain/passage.ts'

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>
export type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>

/** A part of a page, in percent of its width and height, from its upper left corner. */
export interface PageArea {
  left: number
  top: number
  width: number
  height: number
}

/** What a passage takes of each page: for the pages that say some of it, by their numbers from 1, what they say. */
export function passageOfPages(pages: readonly string[], passage: string): Map<number, string> {
  const marked = new Map<number, string>()
  const span = findPassage(pages.join('\n\n'), passage)
  if (span === null) return marked
  let start = 0
  for (const [index, text] of pages.entries()) {
    const part = text.slice(Math.max(0, span.start - start), Math.max(0, span.end - start))
    if (part.trim() !== '') marked.set(index + 1, part)
    start += text.length + 2
  }
  return marked
}

/** Where a page shows a part of its text. */
export async function areasOf(page: PdfPage, part: string): Promise<PageArea[]> {
  const { items } = await page.getTextContent()
  const runs = items.filter((item) => 'str' in item)
  const span = findPassage(runs.map(({ str, hasEOL }) => (hasEOL ? `${str}\n` : str)).join(''), part)
  if (span === null) return []
  const viewport = page.getViewport({ scale: 1 })
  let at = 0
  return runs.flatMap((run) => {
    const inside = within(run.str, { start: span.start - at, end: span.end - at })
    at += run.str.length + (run.hasEOL ? 1 : 0)
    if (inside === null) return []
    const [x, y] = [Number(run.transform[4]), Number(run.transform[5])]
    return [
      areaBetween(
        // Letters reach below their line.
        viewport.convertToViewportPoint(x + inside.start * run.width, y - run.height * 0.25),
        viewport.convertToViewportPoint(x + inside.end * run.width, y + run.height * 0.95),
        viewport,
      ),
    ]
  })
}

/** Which part of a run's length a span of its characters takes, from 0 to 1, as if all were as wide; `null` for none of it. */
function within(text: string, { start, end }: Span): Span | null {
  const [from, to] = [Math.max(0, start), Math.min(text.length, end)]
  return from >= to ? null : { start: from / text.length, end: to / text.length }
}

/** Of a page that is turned, the corners are others than they were. */
function areaBetween(
  a: readonly unknown[],
  b: readonly unknown[],
  { width, height }: { width: number; height: number },
): PageArea {
  const [left, right] = [Number(a[0]), Number(b[0])]
  const [top, bottom] = [Number(a[1]), Number(b[1])]
  return {
    left: (100 * Math.min(left, right)) / width,
    top: (100 * Math.min(top, bottom)) / height,
    width: (100 * Math.abs(right - left)) / width,
    height: (100 * Math.abs(bottom - top)) / height,
  }
}
