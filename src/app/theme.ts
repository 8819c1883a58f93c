import { watchEffect } from 'vue'
import type { useSettingsStore } from '../stores/settings.ts'

/** Keeps `data-theme` on the root as the settings, or the system, say. */
export function followTheme(settings: ReturnType<typeof useSettingsStore>): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    const isDark = settings.theme === 'dark' || (settings.theme === 'system' && system.matches)
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
  }
  watchEffect(apply)
  system.addEventListener('change', apply)
}
