import { mount, type ComponentMountingOptions, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AREAS, i18n, type Locale, loadAreas, setLocale } from '@/i18n/index.ts'
import { ROUTE_NAMES } from '@/router/names.ts'

/** The routes by name, without their screens. */
const routes = ROUTE_NAMES.map((name) => ({
  name,
  path: name === 'not-found' ? '/:path(.*)*' : `/${name}/:id?/:section?`,
  component: { render: () => null },
}))

/**
 * Mounts a component as the app would: attached to the document, with all words of a language, a fresh Pinia and a
 * router in memory.
 */
export async function mountWithWords<T extends Component>(
  component: T,
  options: ComponentMountingOptions<T> = {},
  locale: Locale = 'en',
): Promise<VueWrapper> {
  await setLocale(locale)
  await loadAreas(AREAS)
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createRouter({ history: createMemoryHistory(), routes })
  const wrapper: VueWrapper = mount<Component>(component, {
    ...(options as object),
    attachTo: document.body,
    global: { plugins: [i18n, pinia, router] },
  })
  return wrapper
}
