import type { WritableComputedRef } from 'vue'
import { createI18n } from 'vue-i18n'
import { AREAS, type Area, type Messages } from './areas.ts'

export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

/** What each language calls itself. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', 'zh-CN': '简体中文' }

declare module 'vue-i18n' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the augmentation is how vue-i18n learns our keys
  export interface DefineLocaleMessage extends Messages {}
}

const files = import.meta.glob<Record<string, never>>('./locales/*/*.json', { import: 'default' })

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {},
})

const current = i18n.global.locale as WritableComputedRef<Locale>
const loaded = new Map<string, Promise<void>>()
const wanted = new Set<Area>()

/** The first of the browser's languages that Skein speaks; English when there is none. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    if (language.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (language.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}

function loadArea(locale: Locale, area: Area): Promise<void> {
  const path = `./locales/${locale}/${area}.json`
  const load = files[path]
  if (load === undefined) throw new Error(`There is no ${path}.`)
  const known = loaded.get(path)
  if (known !== undefined) return known
  const promise = load().then(
    (messages) => i18n.global.mergeLocaleMessage(locale, { [area]: messages }),
    (error: unknown) => {
      loaded.delete(path) // so that the next attempt loads again
      throw error
    },
  )
  loaded.set(path, promise)
  return promise
}

/** Loads areas of the current language; a later change of language brings them along. */
export async function loadAreas(areas: readonly Area[]): Promise<void> {
  for (const area of areas) wanted.add(area)
  await Promise.all(areas.map((area) => loadArea(current.value, area)))
}

/** Switches the language when all that is on screen has its words. */
export async function setLocale(locale: Locale): Promise<void> {
  await Promise.all([...wanted].map((area) => loadArea(locale, area)))
  current.value = locale
  document.documentElement.lang = locale
}

export { AREAS, type Area }
