import type { RunCreateParams } from './api.ts'

/** What the console knows of a thread beside the thread itself. Times in milliseconds since the epoch. */
export interface RememberedThread {
  id: string
  placeId: string
  title: string
  /** `auto`: from its first message; `person`: typed, and never changed by itself. */
  titleSource: 'auto' | 'person'
  createdAt: number
  /** When something was last sent or opened here. */
  usedAt: number
  /** The assistant that was last chosen. */
  assistantId: string | null
  /** Runs stream, or are polled. */
  isStreaming: boolean
  /** What runs here override. */
  overrides: Partial<Omit<RunCreateParams, 'assistant_id'>>
}
