import { useI18n } from 'vue-i18n'
import type { ModelFacts } from '@/domain/modelFacts.ts'
import { useFormat } from '@/i18n/format.ts'

const MODALITY_WORDS = {
  text: 'models.modality.text',
  image: 'models.modality.image',
  audio: 'models.modality.audio',
  video: 'models.modality.video',
  file: 'models.modality.file',
  embeddings: 'models.modality.embeddings',
} as const

function isKnown(modality: string): modality is keyof typeof MODALITY_WORDS {
  return modality in MODALITY_WORDS
}

interface ModelWords {
  /** US dollars per million tokens. */
  price: (dollars: number) => string
  /** Input and output price in one; empty where there is none. */
  prices: (facts: ModelFacts | null) => string
  modalities: (modalities: readonly string[] | null) => string
  /** `text, images → text`; empty where neither is known. */
  flow: (facts: ModelFacts | null) => string
  /** A `YYYY-MM-DD` day. */
  day: (date: string) => string
}

/** The figures of a model in the current language. */
export function useModelWords(): ModelWords {
  const { t, locale } = useI18n()
  const format = useFormat()
  const price = (dollars: number): string => (dollars === 0 ? t('models.free') : format.currency(dollars))
  const modalities = (values: readonly string[] | null): string => {
    const words = (values ?? []).map((value) => (isKnown(value) ? t(MODALITY_WORDS[value]) : value))
    return new Intl.ListFormat(locale.value, { type: 'unit', style: 'short' }).format(words)
  }
  return {
    price,
    prices: (facts) => {
      const known = facts?.prices ?? null
      if (known === null) return ''
      if (known.input === 0 && known.output === 0) return t('models.free')
      return t('models.price_pair', {
        input: format.currency(known.input),
        output: format.currency(known.output),
      })
    },
    modalities,
    flow: (facts) =>
      [facts?.inputModalities ?? null, facts?.outputModalities ?? null]
        .map(modalities)
        .filter(Boolean)
        .join(' → '),
    // A day without a time is UTC's, whatever the reader's time zone.
    day: (date) =>
      new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeZone: 'UTC' }).format(
        Date.parse(date),
      ),
  }
}
