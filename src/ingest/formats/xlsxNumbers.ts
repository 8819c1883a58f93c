import { visitXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** How a cell shows its number, as far as it matters to what one reads. */
export type NumberFormat = 'number' | 'percent' | 'date' | 'time' | 'date-time' | 'duration'

/** The formats that need no description in a file: ECMA-376, 18.8.30; 27 to 36 and 50 to 58 are East Asia's dates. */
const BUILT_IN: readonly [from: number, to: number, NumberFormat][] = [
  [9, 10, 'percent'],
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date-time'],
  [27, 31, 'date'],
  [32, 33, 'time'],
  [34, 36, 'date'],
  [45, 45, 'time'],
  [46, 46, 'duration'],
  [47, 47, 'time'],
  [50, 58, 'date'],
]

/** The format of each style of cells that a workbook has, by the style's number. */
export async function readNumberFormats(zip: Zip, part: string | undefined): Promise<NumberFormat[]> {
  if (part === undefined || !zip.has(part)) return []
  const codes = new Map<number, string>()
  const ids: number[] = []
  let isCellStyle = false
  await visitXml(zip, part, {
    open(element, { numFmtId = '0', formatCode = '' }) {
      if (element === 'cellXfs') isCellStyle = true
      if (element === 'numFmt') codes.set(Number(numFmtId), formatCode)
      if (element === 'xf' && isCellStyle) ids.push(Number(numFmtId))
    },
    close(element) {
      if (element === 'cellXfs') isCellStyle = false
    },
  })
  return ids.map((id) => {
    const code = codes.get(id)
    if (code !== undefined) return formatOf(code)
    return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number'
  })
}

/** What a format's code, such as `yyyy"年"m"月"` or `[$-409]h:mm AM/PM`, makes of a number. */
function formatOf(code: string): NumberFormat {
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return 'duration'
  // Without texts, signs taken as they are, colors and locales; the first part is that of positive numbers.
  const [signs = ''] = code.replace(/"[^"]*"|[\\_*].|\[[^\]]*\]/g, '').split(';')
  if (/general|standard/i.test(signs)) return 'number'
  if (signs.includes('%')) return 'percent'
  const hasTime = /[hs]/i.test(signs)
  if (/[yd]/i.test(signs) || (/m/i.test(signs) && !hasTime)) return hasTime ? 'date-time' : 'date'
  return hasTime ? 'time' : 'number'
}

const DAY_SECONDS = 86_400

/** A number as its format shows it: dates and times in ISO 8601's way. Other numbers are not rounded. */
export function writeNumber(value: string, format: NumberFormat, isFrom1904: boolean): string {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) return value
  switch (format) {
    case 'number':
      return exactly(number)
    case 'percent':
      return `${exactly(number * 100)}%`
    case 'duration':
      return durationOf(number)
    case 'time':
      return writeMoment(number, isFrom1904).slice(11)
    case 'date':
      return writeMoment(number, isFrom1904).slice(0, 10)
    case 'date-time':
      return writeMoment(number, isFrom1904)
  }
}

/** The 15 digits that a spreadsheet counts with: `0.1 + 0.2` is 0.3. */
function exactly(number: number): string {
  return String(Number(number.toPrecision(15)))
}

function durationOf(days: number): string {
  const seconds = Math.round(days * DAY_SECONDS)
  const parts = [Math.trunc(seconds / 3600), Math.trunc((seconds % 3600) / 60), seconds % 60]
  return parts.map((part) => String(Math.abs(part)).padStart(2, '0')).join(':')
}

/** `2026-03-01 14:30:00` of a day's number. */
function writeMoment(days: number, isFrom1904: boolean): string {
  // Day 60 of those that count from 1900 is a 29 February that never was.
  const epoch = isFrom1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const moment = new Date(epoch + Math.round(days * DAY_SECONDS) * 1000)
  return Number.isNaN(moment.getTime()) ? exactly(days) : moment.toISOString().slice(0, 19).replace('T', ' ')
}
