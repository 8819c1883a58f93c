import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { parseJSON, readText, writeText } from '@/storage/webStorage.ts'

const PREFIX = 'skein-draft:'

/**
 * What was typed and not sent yet, by name: kept at once, so that no reload loses it. For forms and outputs; what may be large, such as
 * files, does not belong here.
 */
export const useDraftsStore = defineStore('drafts', () => {
  /** Why the last draft could not be kept. */
  const problem = shallowRef<AppErrorData | null>(null)

  /** What was kept, for the caller to parse; `undefined` where there is nothing. */
  function read(name: string): unknown {
    const text = readText('local', PREFIX + name)
    return text === null ? undefined : parseJSON(text)
  }

  /** Keeps what JSON can say; `null` forgets it. */
  function write(name: string, draft: object | null): void {
    try {
      writeText('local', PREFIX + name, draft === null ? null : JSON.stringify(draft))
      problem.value = null
    } catch (cause) {
      problem.value = errorDataOf(cause)
    }
  }

  return { problem, read, write }
})
