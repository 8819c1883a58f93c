import type { Block } from '../types.ts'
import { createTableParser } from './table.ts'
import { visitXml, type XmlVisitor } from './xml.ts'
import type { Zip } from './zip.ts'

/** Points that a chart is drawn of at most: a number of one comes from the file. */
const MAX_POINTS = 10_000

interface Series {
  name: string
  /** What the points are of: years, names; the x of a scatter chart. */
  categories: string[]
  values: string[]
}

/**
 * A chart's titles, and a table of the values that were kept with it when it was saved: a row a category, a column a series.
 * Only the newer kinds (funnels, maps, trees …), whose parts are of another type, are left out.
 * @throws IngestionError for a damaged part.
 */
export async function readChart(
  zip: Zip,
  part: string,
  place: Pick<Block, 'page' | 'headings'>,
): Promise<Block[]> {
  const titles: string[] = []
  const series: Series[] = []
  await visitXml(zip, part, createChartVisitor(titles, series))
  const text = titles.join('\n')
  const table = createTableParser(place)
  const rows = rowsOf(series).flatMap((row) => table.add(row))
  const blocks = [...rows, ...table.end()]
  return text === '' ? blocks : [{ kind: 'paragraph', text, ...place }, ...blocks]
}

function rowsOf(series: readonly Series[]): string[][] {
  if (series.length === 0) return []
  const names = series.map(({ name }, index) => (name === '' ? `Series ${index + 1}` : name))
  const categories = series.find((one) => one.categories.length > 0)?.categories ?? []
  const length = Math.max(categories.length, ...series.map(({ values }) => values.length))
  const rows = Array.from({ length }, (_, at) => [
    categories[at] ?? '',
    ...series.map(({ values }) => values[at] ?? ''),
  ])
  return [['', ...names], ...rows]
}

/** ECMA-376, 21.2: `ser` holds `tx` (its name), `cat` or `xVal`, and `val` or `yVal`, each with points by their index. */
function createChartVisitor(titles: string[], series: Series[]): XmlVisitor {
  let title: string | null = null
  let part = ''
  let index = 0
  /** What is being read: `v` a value, `t` a piece of a title. */
  let kind = ''
  let text = ''

  function endValue(): void {
    const current = series.at(-1)
    if (current === undefined || index >= MAX_POINTS) return
    if (part === 'tx') current.name = text
    else if (part === 'val' || part === 'yVal') setAt(current.values, index, text)
    // Of categories on several levels, the innermost come first.
    else if (part !== '' && (current.categories[index] ?? '') === '') setAt(current.categories, index, text)
  }

  return {
    open(element, { idx = '0' }) {
      if (element === 'title') title = ''
      else if (element === 'ser') series.push({ name: '', categories: [], values: [] })
      else if (title === null && PARTS.has(element)) part = element
      else if (element === 'pt') index = Number(idx) || 0
      if (element === 'v' || element === 't') text = ''
      kind = element
    },
    text(piece) {
      if (kind === 'v' || kind === 't') text += piece
    },
    close(element) {
      kind = ''
      if (element === 't' && title !== null) title += text
      else if (element === 'v' && title !== null) title = text
      else if (element === 'p' && title !== null) title += ' '
      else if (element === 'v') endValue()
      else if (element === part) part = ''
      else if (element === 'title' && title !== null) {
        if (title.trim() !== '') titles.push(title.trim())
        title = null
      }
    },
  }
}

const PARTS = new Set(['tx', 'cat', 'xVal', 'val', 'yVal'])

function setAt(list: string[], index: number, text: string): void {
  while (list.length < index) list.push('')
  list[index] = text
}
