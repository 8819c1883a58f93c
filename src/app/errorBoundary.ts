import type { App } from 'vue'
import { isChunkFailure } from '../components/base/chunkFailures.ts'
import { describeFailure } from '../domain/failureDetails.ts'
import { i18n } from '../i18n/index.ts'
import { useNoticesStore } from '../stores/notices.ts'

/**
 * What no component caught is shown as a toast, and the shell goes on: with its details to copy, or with a reload where
 * a chunk could not be had.
 */
export function installErrorBoundary(app: App): void {
  const notices = useNoticesStore()
  const { t } = i18n.global
  const show = (error: unknown): void => {
    notices.notify(
      isChunkFailure(error)
        ? {
            tone: 'error',
            message: t('shell.load_failure.toast'),
            action: { label: t('common.reload'), run: () => location.reload() },
          }
        : {
            tone: 'error',
            message: t('shell.failure.toast'),
            action: {
              label: t('common.copy_details'),
              run: () => void navigator.clipboard.writeText(describeFailure(error, location.hash)),
            },
          },
    )
    // eslint-disable-next-line no-console -- the one place where an unexpected error reaches the developer's console
    console.error(error)
  }
  app.config.errorHandler = show
  addEventListener('unhandledrejection', (event) => show(event.reason))
}
