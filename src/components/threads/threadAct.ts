import type { Message } from '@/domain/api.ts'
import type { AnnotationMark } from '@/domain/messageParts.ts'

/** What a person does with a message of a thread. */
export type MessageAct =
  | { type: 'retrieve' | 'show-raw' | 'edit-metadata' | 'remove' | 'copy-id'; message: Message }
  | { type: 'show-run'; runId: string }
  | { type: 'open-mark'; message: Message; mark: AnnotationMark }
  | { type: 'open-file'; fileId: string }
