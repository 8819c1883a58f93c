import { watch } from 'vue'
import { AppError } from '@/domain/errors.ts'
import { useDraftsStore } from '@/stores/drafts.ts'
import { useAttempt } from '@/views/chat/useAttempt.ts'

/** Says, once, when the browser does not keep what is being typed: then only this page has it. */
export function useDraftWarning(): void {
  const drafts = useDraftsStore()
  const attempt = useAttempt()
  watch(
    () => drafts.problem?.kind,
    () => {
      const { problem } = drafts
      if (problem !== null) void attempt(() => Promise.reject(new AppError(problem)))
    },
  )
}
