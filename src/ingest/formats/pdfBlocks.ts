import type { Block } from '../types.ts'
import { createHeadingPath } from './headingPath.ts'
import type { PdfLine } from './pdfLines.ts'
import type { BlockParser } from './reader.ts'
import { cutText } from './textFile.ts'

/** What is known of a PDF before its pages are read for good. */
export interface PdfSurvey {
  /** The height of the type that most of the text is set in. */
  bodySize: number
  /** Titles of the file's own table of contents, as `keyOf` writes them, with their levels. */
  titles: ReadonlyMap<string, number>
  /** What stands at the head or foot of many pages, as `keyOf` writes it. */
  running: ReadonlySet<string>
}

export function surveyOf(
  pages: readonly (readonly PdfLine[])[],
  titles: readonly (readonly [title: string, level: number])[],
): PdfSurvey {
  const letters = new Map<number, number>()
  for (const { size, text } of pages.flat()) {
    const half = Math.round(size * 2) / 2
    letters.set(half, (letters.get(half) ?? 0) + text.length)
  }
  const [bodySize] = [...letters].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
  const counts = new Map<string, number>()
  for (const key of pages.flatMap((lines) => [...new Set(marginsOf(lines).map(({ text }) => keyOf(text)))])) {
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const often = Math.max(3, pages.length / 4)
  const running = [...counts].filter(([, count]) => count >= often).map(([key]) => key)
  return {
    bodySize,
    titles: new Map(titles.map(([title, level]) => [keyOf(title), level])),
    running: new Set(running),
  }
}

/** Makes paragraphs and headings of a page's lines; leaves out what runs along the pages, such as their numbers. */
export function createPageParser(
  survey: PdfSurvey,
): BlockParser<{ page: number; lines: readonly PdfLine[] }> {
  const path = createHeadingPath()
  const shown = new Set<string>()

  function blockOf(paragraph: readonly PdfLine[], { page, width }: { page: number; width: number }): Block[] {
    const level = levelOf(paragraph, survey)
    const text = joined(paragraph, level === null ? width : 0)
    if (level !== null) path.enter(level, text)
    const kind = level === null ? 'paragraph' : 'heading'
    return cutText(text).map((piece) => ({ kind, text: piece, page, headings: path.current }))
  }

  /** Shown once: a document's title may be its header, too. */
  function isRunning({ text }: PdfLine): boolean {
    const key = keyOf(text)
    if (PAGE_NUMBER.test(text) || shown.has(key)) return true
    if (survey.running.has(key)) shown.add(key)
    return false
  }

  return {
    add({ page, lines }) {
      const margins = marginsOf(lines).filter(isRunning)
      const left = lines.filter((line) => !margins.includes(line))
      const width = columnWidthOf(left)
      return paragraphsOf(left).flatMap((paragraph) => blockOf(paragraph, { page, width }))
    },
    end: () => [],
  }
}

/** The two highest and the two lowest lines. */
function marginsOf(lines: readonly PdfLine[]): PdfLine[] {
  const byHeight = lines.toSorted((a, b) => b.y - a.y)
  return [...new Set([...byHeight.slice(0, 2), ...byHeight.slice(-2)])]
}

const PAGE_NUMBER = /^\W*(?:\d{1,4}|[ivxlc]{1,6})\W*$/i

/** Texts that differ in numbers, spaces and case alone have one key. */
function keyOf(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase()
  return lower.replace(/\d+|\b[ivxlc]+\b/g, '0').replace(/\s+/g, '')
}

/** The number before a title, which a table of contents may go without. */
const NUMBERING =
  /^(?:(?:chapter|part|section|appendix)\s+)?(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)*|第.{1,4}[章节節部])[.:、]?\s+/i

/** A heading's level, 1 for the outermost: of the table of contents or, without one, by its size; `null` for text. */
function levelOf(paragraph: readonly PdfLine[], { titles, bodySize }: PdfSurvey): number | null {
  const text = joined(paragraph, 0)
  if (paragraph.length > 3 || text.length > 200 || !/\p{L}/u.test(text)) return null
  if (titles.size > 0)
    return titles.get(keyOf(text)) ?? titles.get(keyOf(text.replace(NUMBERING, ''))) ?? null
  const size = paragraph[0]?.size ?? 0
  // Larger type is farther out; half a point makes no difference.
  return size >= 1.15 * bodySize ? 1 / Math.round(size) : null
}

/** What nine of ten lines are not wider than. */
function columnWidthOf(lines: readonly PdfLine[]): number {
  const widths = lines.map(({ x, right }) => right - x).toSorted((a, b) => a - b)
  return widths[Math.floor(widths.length * 0.9)] ?? 0
}

function paragraphsOf(lines: readonly PdfLine[]): PdfLine[][] {
  const leading = leadingOf(lines)
  const paragraphs: PdfLine[][] = []
  for (const line of lines) {
    const last = paragraphs.at(-1)
    if (last !== undefined && goesOn(last, line, leading)) last.push(line)
    else paragraphs.push([line])
  }
  return paragraphs
}

/** The usual distance between two lines of a paragraph, by the lines' own size. */
function leadingOf(lines: readonly PdfLine[]): number {
  const ratios = lines
    .flatMap((line, index) => {
      const next = lines[index + 1]
      return next === undefined || !isAlike(line.size, next.size) ? [] : [(line.y - next.y) / line.size]
    })
    .filter((ratio) => ratio > 0.8 && ratio < 3)
    .toSorted((a, b) => a - b)
  return ratios[Math.floor(ratios.length / 2)] ?? 1.2
}

const ENDS_SENTENCE = /[.!?:;。！？：；…]["'”’」』)]?$/
const LIST_ITEM = /^(?:[•◦▪‣●○■–—*·-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s/i

/** Whether a line belongs to the paragraph before it. */
function goesOn(paragraph: readonly PdfLine[], line: PdfLine, leading: number): boolean {
  const [first, last] = [paragraph[0], paragraph.at(-1)]
  if (first === undefined || last === undefined) return false
  if (!isAlike(last.size, line.size) || LIST_ITEM.test(line.text)) return false
  const distance = (last.y - line.y) / line.size
  // Upwards: the next column. A sentence may go on there.
  if (distance < -1) return !ENDS_SENTENCE.test(last.text)
  if (distance > leading * 1.35 + 0.1) return false
  const isIndented = line.x - last.x > 0.8 * line.size && line.x - last.x < 6 * line.size
  return !(isIndented && (paragraph.length > 1 || ENDS_SENTENCE.test(last.text)))
}

function isAlike(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.1 * Math.max(a, b)
}

const NO_SPACE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u

/**
 * A paragraph's lines as one text: a word cut at a line's end is whole again, and Chinese and Japanese have no spaces.
 * What ends long before the column's width, as code and addresses do, stays a line.
 */
function joined(lines: readonly PdfLine[], width: number): string {
  return lines.reduce((text, line, index) => {
    const before = lines[index - 1]
    if (before === undefined) return line.text
    if (/\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(line.text))
      return text.slice(0, -1) + line.text
    if (before.right - before.x < 0.7 * width) return `${text}\n${line.text}`
    const isDense = NO_SPACE.test(text.at(-1) ?? '') && NO_SPACE.test(line.text.at(0) ?? '')
    return isDense ? text + line.text : `${text} ${line.text}`
  }, '')
}
