import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from '../App.vue'
import { i18n, loadAreas, preferredLocale, setLocale } from '../i18n/index.ts'
import { router } from '../router/index.ts'
import { useSettingsStore } from '../stores/settings.ts'
import { useWaitingRunsStore } from '../stores/waitingRuns.ts'
import '../styles/tokens.css'
import '../styles/base.css'
import { beginScreen } from './beginScreen.ts'
import { connectClients } from './connection.ts'
import { installErrorBoundary } from './errorBoundary.ts'
import { preloadWhileIdle, whenIdle } from './preload.ts'
import { connectRuntime, followRuns, resumeRuns } from './runtime.ts'
import { followTheme } from './theme.ts'

/** Puts the app together, in the order in which its parts need each other, and mounts it. */
export async function startApp(): Promise<void> {
  const app = createApp(App)
  app.use(createPinia())
  const settings = useSettingsStore()
  followTheme(settings)
  await setLocale(settings.locale ?? preferredLocale(navigator.languages))
  connectClients()
  connectRuntime()
  await Promise.all([loadAreas(['common', 'shell']), beginScreen(router)])
  app.use(i18n).use(router)
  installErrorBoundary(app)
  app.mount('#app')
  void useWaitingRunsStore().recount()
  void whenIdle().then(rememberCalls)
  void preloadWhileIdle().then(resumeRuns).then(followRuns)
}

async function rememberCalls(): Promise<void> {
  try {
    const { keepCalls } = await import('./keepCalls.ts')
    keepCalls()
  } catch {
    // A part of the page could not be loaded: the record of calls ends with this page, as it does unless asked for.
  }
}
