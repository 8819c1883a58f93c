import { useI18n } from 'vue-i18n'
import { ERROR_WORDS } from '@/components/base/errorWords.ts'
import type { ErrorEntry } from '@/facts/errorEntries.ts'

interface ErrorEntryWords {
  /** Its codes; where it has none, what happened. */
  titleOf: (entry: ErrorEntry) => string
  causeOf: (entry: ErrorEntry) => string
  /** Its own words, else what notices say of its kind. */
  todoOf: (entry: ErrorEntry) => string
  /** All that a search looks into. */
  textsOf: (entry: ErrorEntry) => string[]
}

const NAMES = { param: '', status: '', url: '' }

/** What the page of errors says of its entries, in the current language. */
export function useErrorWords(): ErrorEntryWords {
  const i18n = useI18n()
  const { t } = i18n
  const titleOf = ({ kind, id, codes, isAtLarge }: ErrorEntry): string => {
    if (codes.length > 0) return codes.join(', ')
    return isAtLarge && kind !== null ? t(ERROR_WORDS[kind].what, NAMES) : t(`errorCodes.${id}.title`)
  }
  const causeOf = ({ id }: ErrorEntry): string => t(`errorCodes.${id}.cause`)
  const todoOf = ({ id, kind }: ErrorEntry): string => {
    const own = `errorCodes.${id}.todo`
    return i18n.te(own) || kind === null ? t(own) : t(ERROR_WORDS[kind].todo, NAMES)
  }
  return {
    titleOf,
    causeOf,
    todoOf,
    textsOf: (entry) => [
      ...entry.statuses.map(String),
      entry.id,
      entry.type ?? '',
      entry.kind ?? '',
      titleOf(entry),
      causeOf(entry),
      todoOf(entry),
    ],
  }
}
