import { type Component, defineAsyncComponent } from 'vue'
import { type Area, loadAreas } from '@/i18n/index.ts'
import LoadFailure from './LoadFailure.vue'

/**
 * A component in a chunk of its own that shows only once its words are there too, or offers a reload: in its place, or
 * in a toast alone where it would lie `over` the page (a menu, the palette).
 */
export function lazyComponent<T extends Component>(
  load: () => Promise<{ default: T }>,
  areas: readonly Area[] = [],
  place: 'here' | 'over' = 'here',
): T {
  return defineAsyncComponent<T & (new () => never)>({
    loader: async () => {
      const [module] = await Promise.all([load(), loadAreas(areas)])
      return module.default as T & (new () => never)
    },
    ...(place === 'here' && { errorComponent: LoadFailure }),
  })
}
