import { defineStore } from 'pinia'
import * as v from 'valibot'
import { ref, watch } from 'vue'

const STORAGE_KEY = 'skein.settings'

const SettingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  locale: v.fallback(v.nullable(v.picklist(['en', 'zh-CN'])), null),
  isRailCollapsed: v.fallback(v.boolean(), false),
})

export type Theme = v.InferOutput<typeof SettingsSchema>['theme']

function parse(json: string | null): v.InferOutput<typeof SettingsSchema> {
  const read = (): unknown => {
    try {
      return JSON.parse(json ?? '{}')
    } catch {
      return {} // not ours, or damaged: these are preferences, and the defaults are safe
    }
  }
  const parsed = v.safeParse(SettingsSchema, read())
  return parsed.success ? parsed.output : v.parse(SettingsSchema, {})
}

/** Preferences of the shell, kept on this device and the same in every tab. */
export const useSettingsStore = defineStore('settings', () => {
  const initial = parse(localStorage.getItem(STORAGE_KEY))
  const theme = ref(initial.theme)
  /** `null`: as the browser prefers. */
  const locale = ref(initial.locale)
  const isRailCollapsed = ref(initial.isRailCollapsed)

  watch([theme, locale, isRailCollapsed], () => {
    const settings = { theme: theme.value, locale: locale.value, isRailCollapsed: isRailCollapsed.value }
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings))
  })

  addEventListener('storage', (event) => {
    if (event.key !== STORAGE_KEY) return
    const settings = parse(event.newValue)
    theme.value = settings.theme
    locale.value = settings.locale
    isRailCollapsed.value = settings.isRailCollapsed
  })

  return { theme, locale, isRailCollapsed }
})
