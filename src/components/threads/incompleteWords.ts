import type { Message } from '@/domain/api.ts'

type Reason = NonNullable<Message['incomplete_details']>['reason']

/** Why a message is not whole. */
export const INCOMPLETE_WORDS = {
  content_filter: 'threads.message.incomplete.content_filter',
  max_tokens: 'threads.message.incomplete.max_tokens',
  run_cancelled: 'threads.message.incomplete.run_cancelled',
  run_expired: 'threads.message.incomplete.run_expired',
  run_failed: 'threads.message.incomplete.run_failed',
} as const satisfies Record<Reason, string>
