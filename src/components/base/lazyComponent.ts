import { type Component, defineAsyncComponent } from 'vue'
import { type Area, loadAreas } from '@/i18n/index.ts'
import LoadFailure from './LoadFailure.vue'

/** A component in a chunk of its own that shows only once its words are there too, or offers a reload. */
export function lazyComponent<T extends Component>(
  load: () => Promise<{ default: T }>,
  areas: readonly Area[] = [],
): T {
  return defineAsyncComponent<T & (new () => never)>({
    loader: async () => {
      const [module] = await Promise.all([load(), loadAreas(areas)])
      return module.default as T & (new () => never)
    },
    errorComponent: LoadFailure,
  })
}
