import type { ImportedAssistant } from '@/domain/assistantExport.ts'
import type { AppErrorData } from '@/domain/errors.ts'

/** An assistant of a file, and how far its import is. */
export interface ImportEntry extends ImportedAssistant {
  isChosen: boolean
  result:
    | { status: 'waiting' }
    | { status: 'imported'; id: string }
    | { status: 'failed'; error: AppErrorData }
}
