import { useI18n } from 'vue-i18n'
import { useFormat } from '@/i18n/format.ts'

/** Gives the words for how long something took, in milliseconds. Servers tell whole seconds: nothing is less than one. */
export function useSpan(): (ms: number) => string {
  const { t } = useI18n()
  const format = useFormat()
  return (ms) => (ms === 0 ? t('runs.under_second') : format.duration(ms))
}
