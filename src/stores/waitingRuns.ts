import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef } from 'vue'
import { AppError } from '@/domain/errors.ts'
import { countRunsIn } from '@/storage/runRepository.ts'
import { onTabNews } from '@/storage/tabNews.ts'

/** How many runs wait for a person: small, since the navigation shows it before anything else of runs is loaded. */
export const useWaitingRunsStore = defineStore('waiting-runs', () => {
  const count = shallowRef(0)

  /** Counts again what is stored. */
  async function recount(): Promise<void> {
    try {
      count.value = await countRunsIn(['requires_action'])
    } catch (cause) {
      // Storage that cannot be read is told by whoever wants more of it than a number.
      if (!(cause instanceof AppError)) throw cause
    }
  }

  onScopeDispose(
    onTabNews((news) => {
      if (news.type === 'runs-changed') void recount()
    }),
  )

  return { count, recount }
})
