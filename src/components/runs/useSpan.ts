import { useI18n } from 'vue-i18n'
import { useFormat } from '@/i18n/format.ts'

/** Gives short words for how long something took, in milliseconds. Servers tell whole seconds: nothing is less than one. */
export function useSpan(): (ms: number) => string {
  const { t } = useI18n()
  const format = useFormat()
  const unit = (value: number, name: string): string =>
    format.number(value, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: 1 })
  return (ms) => {
    if (ms === 0) return t('runs.under_second')
    if (ms < 1000) return format.duration(ms)
    if (ms < 60_000) return unit(ms / 1000, 'second')
    const seconds = Math.round(ms / 1000)
    if (seconds >= 3600)
      return `${unit(Math.floor(seconds / 3600), 'hour')} ${unit(Math.floor((seconds % 3600) / 60), 'minute')}`
    return `${unit(Math.floor(seconds / 60), 'minute')} ${unit(seconds % 60, 'second')}`
  }
}
