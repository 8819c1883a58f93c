import { type Component, h } from 'vue'
import LoadFailure from '@/components/base/LoadFailure.vue'
import { type Area, loadAreas } from '@/i18n/index.ts'

/**
 * A view in a chunk of its own, shown once its words are there too. When either cannot be had (a newer version
 * is deployed, or the network is gone) a page says so and offers to reload; the shell and what was typed stay.
 */
export function loadView(
  load: () => Promise<{ default: Component }>,
  areas: readonly Area[],
): () => Promise<Component> {
  return async () => {
    try {
      const [view] = await Promise.all([load(), loadAreas(areas)])
      return view.default
    } catch {
      // What failed is the network or the deployment; the page says what to do about either.
      return () => h(LoadFailure, { isPage: true })
    }
  }
}
