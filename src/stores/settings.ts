import { defineStore } from 'pinia'
import * as v from 'valibot'
import { ref, watch } from 'vue'
import { parseJSON, readText, watchOtherTabs, writeText } from '@/storage/webStorage.ts'

const STORAGE_KEY = 'skein.settings'

const SettingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  locale: v.fallback(v.nullable(v.picklist(['en', 'zh-CN'])), null),
  isRailCollapsed: v.fallback(v.boolean(), false),
})

export type Theme = v.InferOutput<typeof SettingsSchema>['theme']

/** These are preferences: where they are not ours, or damaged, the defaults are safe. */
function read(): v.InferOutput<typeof SettingsSchema> {
  const parsed = v.safeParse(SettingsSchema, parseJSON(readText('local', STORAGE_KEY) ?? '{}'))
  return parsed.success ? parsed.output : v.parse(SettingsSchema, {})
}

/** Preferences of the shell, kept on this device and the same in every tab. */
export const useSettingsStore = defineStore('settings', () => {
  const initial = read()
  const theme = ref(initial.theme)
  /** `null`: as the browser prefers. */
  const locale = ref(initial.locale)
  const isRailCollapsed = ref(initial.isRailCollapsed)

  watch([theme, locale, isRailCollapsed], () => {
    const settings = { theme: theme.value, locale: locale.value, isRailCollapsed: isRailCollapsed.value }
    try {
      writeText('local', STORAGE_KEY, JSON.stringify(settings))
    } catch {
      // No room for a preference: it holds for this page all the same, and what matters says so where it is written.
    }
  })

  watchOtherTabs(STORAGE_KEY, () => {
    const settings = read()
    theme.value = settings.theme
    locale.value = settings.locale
    isRailCollapsed.value = settings.isRailCollapsed
  })

  return { theme, locale, isRailCollapsed }
})
