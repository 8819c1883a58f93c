import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { errorHelp } from '@/components/base/errorHelp.ts'
import { ERROR_WORDS } from '@/components/base/errorWords.ts'
import { AppError } from '@/domain/errors.ts'
import { useNoticesStore } from '@/stores/notices.ts'

/** Gives a function that runs what may fail, and says in a toast what happened when it does. */
export function useAttempt(): (task: () => Promise<void>) => Promise<void> {
  const notices = useNoticesStore()
  const router = useRouter()
  const { t } = useI18n()
  return async (task) => {
    try {
      await task()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const words = ERROR_WORDS[error.kind]
      notices.notify({
        tone: 'error',
        message: `${t(words.what)} ${t(words.todo)}`,
        action: { label: t('common.error_help'), run: () => void router.push(errorHelp(error.data)) },
      })
    }
  }
}
