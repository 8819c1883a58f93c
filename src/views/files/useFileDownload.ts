import { onScopeDispose, type Ref, readonly, shallowRef } from 'vue'
import { saveFile } from '@/components/base/saveFile.ts'
import type { FileObject } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { useFilesStore } from '@/stores/files.ts'

export interface FileDownload {
  /** The file that is on its way. */
  fileId: Readonly<Ref<string | null>>
  /** Its name, once it takes so long that it should be told. */
  slowName: Readonly<Ref<string | null>>
  error: Ref<AppErrorData | null>
  start: (placeId: string, file: FileObject) => Promise<void>
  stop: () => void
}

/** What is quicker only flickers. */
const SLOW_MS = 400

/** Fetches a file and hands it to the browser to be saved; one at a time, until the screen is left. */
export function useFileDownload(): FileDownload {
  const files = useFilesStore()
  const fileId = shallowRef<string | null>(null)
  const error = shallowRef<AppErrorData | null>(null)
  const slowName = shallowRef<string | null>(null)
  let controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function start(placeId: string, { id, filename }: FileObject): Promise<void> {
    stop()
    const { signal } = (controller = new AbortController())
    fileId.value = id
    error.value = null
    timer = setTimeout(() => (slowName.value = filename), SLOW_MS)
    try {
      const blob = await files.content(placeId, id, signal)
      saveFile(blob, filename, blob.type)
    } catch (cause) {
      if (!signal.aborted) error.value = errorDataOf(cause)
    } finally {
      if (!signal.aborted) end()
    }
  }

  function stop(): void {
    controller.abort()
    end()
  }

  function end(): void {
    clearTimeout(timer)
    fileId.value = null
    slowName.value = null
  }

  onScopeDispose(stop)
  return { fileId: readonly(fileId), slowName: readonly(slowName), error, start, stop }
}
