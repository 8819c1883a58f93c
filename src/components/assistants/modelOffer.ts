import type { ModelChoice } from '@/components/models/modelChoice.ts'
import type { AppErrorData } from '@/domain/errors.ts'

/** The models that an assistant of a place may have. */
export interface ModelOffer {
  choices: readonly ModelChoice[]
  isLoading: boolean
  /** Why there are none. */
  error: AppErrorData | null
  placeName: string
  /** What may be typed. */
  hint: string
}
