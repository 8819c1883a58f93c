import type { AppErrorData } from '@/domain/errors.ts'
import type { SendWay } from './sendWay.ts'

/** Why what was typed has not left. */
export type Obstacle =
  /** A run holds the thread. `isWaiting`: it is sent when the run is over. */
  | { kind: 'held'; way: SendWay; isWaiting: boolean }
  | { kind: 'no-assistant' }
  /** `isMessageSent`: only the run is missing. */
  | { kind: 'failed'; error: AppErrorData; isMessageSent: boolean }
