import { useI18n } from 'vue-i18n'

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const RELATIVE_STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export interface Format {
  number: (value: number, options?: Intl.NumberFormatOptions) => string
  /** 12,300 → `12.3K` */
  compact: (value: number) => string
  /** Bytes in steps of 1,000. */
  bytes: (bytes: number) => string
  /** Times in milliseconds since the epoch. */
  dateTime: (ms: number) => string
  date: (ms: number) => string
  time: (ms: number) => string
  relative: (ms: number, now?: number) => string
  /** A span in milliseconds: `420 ms`, `3.2 s`, `2 min 5 s`. */
  duration: (ms: number) => string
  /** US dollars, with as many digits as a small price needs. */
  currency: (dollars: number) => string
}

/** Numbers, sizes and times as the current language writes them. */
export function useFormat(): Format {
  const { locale } = useI18n()
  const unit = (
    value: number,
    name: string,
    digits: number,
    unitDisplay: 'short' | 'long' = 'short',
  ): string =>
    new Intl.NumberFormat(locale.value, {
      style: 'unit',
      unit: name,
      unitDisplay,
      maximumFractionDigits: digits,
    }).format(value)
  return {
    number: (value, options) => new Intl.NumberFormat(locale.value, options).format(value),
    compact: (value) =>
      new Intl.NumberFormat(locale.value, { notation: 'compact', maximumFractionDigits: 1 }).format(value),
    bytes: (bytes) => {
      const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1)
      // In short, English says `18 byte`.
      return power === 0
        ? unit(bytes, 'byte', 0, 'long')
        : unit(bytes / 1000 ** power, BYTE_UNITS[power] ?? 'byte', 1)
    },
    dateTime: (ms) =>
      new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }).format(ms),
    date: (ms) => new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium' }).format(ms),
    time: (ms) =>
      new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit', hour12: false }).format(ms),
    relative: (ms, now = Date.now()) => {
      const seconds = (ms - now) / 1000
      const step = RELATIVE_STEPS.find(([, size]) => Math.abs(seconds) >= size)
      const format = new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' })
      return step === undefined
        ? format.format(0, 'second')
        : format.format(Math.round(seconds / step[1]), step[0])
    },
    duration: (ms) => {
      if (ms < 1000) return unit(Math.round(ms), 'millisecond', 0)
      if (ms < 60_000) return unit(ms / 1000, 'second', 1)
      const seconds = Math.round(ms / 1000)
      return `${unit(Math.floor(seconds / 60), 'minute', 0)} ${unit(seconds % 60, 'second', 0)}`
    },
    currency: (dollars) =>
      new Intl.NumberFormat(locale.value, {
        style: 'currency',
        currency: 'USD',
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: 2,
        maximumFractionDigits: dollars !== 0 && Math.abs(dollars) < 0.01 ? 6 : dollars < 1 ? 4 : 2,
      }).format(dollars),
  }
}
