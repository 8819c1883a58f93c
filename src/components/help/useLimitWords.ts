import { useI18n } from 'vue-i18n'
import type { LimitRow, LimitUnit } from '@/facts/limitTable.ts'
import { SOURCES } from '@/facts/sources.ts'
import { useFormat } from '@/i18n/format.ts'

interface LimitWords {
  nameOf: (row: LimitRow) => string
  /** `1–100; 20 by default`, `at least 256`. */
  boundsOf: (row: LimitRow) => string
  /** Where it comes from, and of which day. */
  sourceOf: (row: LimitRow) => string
  /** All that a search looks into. */
  textsOf: (row: LimitRow) => string[]
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const
const LARGE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** What the page of limits says, in the current language. */
export function useLimitWords(): LimitWords {
  const { t } = useI18n()
  const format = useFormat()
  const measured = (value: number, unit: string, unitDisplay: 'short' | 'long' = 'short'): string =>
    format.number(value, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 })

  /** As the documentation counts: in steps of 1,024, with the names of the steps of 1,000. */
  function binary(bytes: number): string {
    const power = Math.min(Math.floor(Math.log2(bytes) / 10), LARGE_UNITS.length)
    return measured(bytes / 1024 ** power, LARGE_UNITS[power - 1] ?? 'byte')
  }

  /** In the largest unit that fits. */
  function span(seconds: number): string {
    const [unit, size] = SPANS.find(([, length]) => seconds >= length) ?? ['second', 1]
    return measured(seconds / size, unit, 'long')
  }

  const VALUES: Record<LimitUnit, (value: number) => string> = {
    bytes: binary,
    megabytes: format.bytes,
    tokens: (value) => t('limits.units.tokens', { n: format.number(value) }, value),
    characters: (value) => t('limits.units.characters', { n: format.number(value) }, value),
    items: (value) => format.number(value),
    number: (value) => format.number(value),
    seconds: span,
    days: (value) => measured(value, 'day', 'long'),
    per_minute: (value) => t('limits.units.per_minute', { n: format.number(value) }),
    pixels: (value) => t('limits.units.pixels', { n: format.number(value) }),
  }

  function boundsOf({ unit, min, max, preset }: LimitRow): string {
    const said = VALUES[unit]
    const range =
      min !== undefined && max !== undefined
        ? t('limits.bounds.range', { min: said(min), max: said(max) })
        : max !== undefined
          ? t('limits.bounds.max', { max: said(max) })
          : min !== undefined
            ? t('limits.bounds.min', { min: said(min) })
            : null
    const usual = preset === undefined ? null : t('limits.bounds.preset', { preset: said(preset) })
    return [range, usual].filter((part) => part !== null).join(t('limits.bounds.join'))
  }

  const nameOf = ({ name }: LimitRow): string => t(`limits.rows.${name}`)
  return {
    nameOf,
    boundsOf,
    sourceOf: ({ source }) =>
      t(`limits.sources.${source}`, { date: format.date(Date.parse(SOURCES[source].date)) }),
    textsOf: (row) => [nameOf(row), boundsOf(row)],
  }
}
