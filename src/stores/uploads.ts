import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type OpenAI from 'openai'
import type { FileCreateParams, FileObject } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { checkFile, checkFileContent, type FileUse } from '@/domain/fileChecks.ts'
import { mediaTypeOf } from '@/domain/fileFormats.ts'
import { purposeOf } from '@/domain/filePurpose.ts'
import { createId } from '@/domain/ids.ts'
import { isUnfinished, type Upload, type UploadState } from '@/domain/upload.ts'
import { withSample, type SentBytes } from '@/domain/uploadProgress.ts'
import { createFile } from '@/services/files.ts'
import { createRecordedFetch } from '@/services/recordedFetch.ts'
import { createUploadFetch } from '@/services/uploadFetch.ts'
import { useCallsStore } from './calls.ts'
import { useFilesStore } from './files.ts'
import { usePlacesStore } from './places.ts'

/** Uploads that are under way at once. */
const AT_ONCE = 3
/** The SDK's time runs while a file is sent: half a gigabyte over a slow line takes hours. */
const TIMEOUT_MS = 12 * 3600 * 1000

export interface StartedUpload {
  id: string
  /** Resolves when it first comes to a halt: to the file, or to `null` where it was refused, has failed, or was cancelled. */
  done: Promise<FileObject | null>
}

/** Uploads of this tab, which go on whatever screen is shown. */
export const useUploadsStore = defineStore('uploads', () => {
  const places = usePlacesStore()
  const files = useFilesStore()
  const calls = useCallsStore()
  /** As they were added. */
  const uploads = shallowRef<readonly Upload[]>([])
  const controllers = new Map<string, AbortController>()
  const waiters = new Map<string, (file: FileObject | null) => void>()
  const unfinished = computed(() => uploads.value.filter(isUnfinished).length)

  /** Uploads files to a place, some at once, each once it is checked. What can be told without reading a file refuses it here. */
  function add(
    placeId: string,
    chosen: readonly File[],
    use: FileUse,
    expiresAfterSeconds: number | null = null,
  ): StartedUpload[] {
    const added = chosen.map((file): Upload => {
      const problem = checkFile(file, use)
      const state: UploadState = problem === null ? { kind: 'waiting' } : { kind: 'refused', problem }
      return { id: createId('upload'), placeId, file, use, expiresAfterSeconds, state }
    })
    const started = added.map(({ id, state }) => ({
      id,
      done:
        state.kind === 'refused'
          ? Promise.resolve(null)
          : new Promise<FileObject | null>((resolve) => waiters.set(id, resolve)),
    }))
    uploads.value = [...uploads.value, ...added]
    proceed()
    return started
  }

  /** Begins what waits, as far as there is room. */
  function proceed(): void {
    for (const upload of uploads.value) {
      if (controllers.size >= AT_ONCE) return
      if (upload.state.kind === 'waiting') void run(upload)
    }
  }

  async function run(upload: Upload): Promise<void> {
    const controller = new AbortController()
    controllers.set(upload.id, controller)
    const state = await outcomeOf(upload, controller.signal)
    // It may have been cancelled, and even begun anew, in the meantime.
    if (controllers.get(upload.id) === controller) {
      controllers.delete(upload.id)
      settle(upload.id, state)
    }
    proceed()
  }

  async function outcomeOf(upload: Upload, signal: AbortSignal): Promise<UploadState> {
    try {
      setState(upload.id, { kind: 'checking' })
      const problem = await checkFileContent(upload.file, signal)
      if (problem !== null) return { kind: 'refused', problem }
      const client = await senderOf(upload)
      const file = await createFile(client, paramsOf(upload), signal)
      files.put(upload.placeId, file)
      return { kind: 'done', file }
    } catch (cause) {
      return { kind: 'failed', error: errorDataOf(cause) }
    }
  }

  /** The place's client; to the network, one that tells how much is sent. @throws AppError */
  async function senderOf({ id, placeId }: Upload): Promise<OpenAI> {
    const client = await places.clientOf(placeId)
    const { connection } = places.byId(placeId) ?? {}
    if (connection === null) {
      setState(id, { kind: 'storing' })
      return client
    }
    setState(id, { kind: 'sending', samples: [] })
    const upload = createUploadFetch({ onProgress: (progress) => sent(id, progress) })
    const { baseURL } = client
    const fetch = createRecordedFetch(upload, {
      placeId,
      placeName: connection?.name ?? '',
      baseURL,
      record: calls.record,
    })
    return client.withOptions({ fetch, timeout: TIMEOUT_MS })
  }

  function sent(id: string, progress: SentBytes): void {
    const state = byId(id)?.state
    if (state?.kind !== 'sending') return
    setState(id, { kind: 'sending', samples: withSample(state.samples, { atMs: Date.now(), ...progress }) })
  }

  function settle(id: string, state: UploadState): void {
    setState(id, state)
    waiters.get(id)?.(state.kind === 'done' ? state.file : null)
    waiters.delete(id)
  }

  /** Changes one that is there; a dismissed one stays away. */
  function setState(id: string, state: UploadState): void {
    uploads.value = uploads.value.map((upload) => (upload.id === id ? { ...upload, state } : upload))
  }

  function byId(id: string): Upload | undefined {
    return uploads.value.find((upload) => upload.id === id)
  }

  /** Stops an upload that waits or is under way. */
  function cancel(id: string): void {
    const upload = byId(id)
    if (upload === undefined || !isUnfinished(upload)) return
    const controller = controllers.get(id)
    controllers.delete(id)
    controller?.abort()
    settle(id, { kind: 'cancelled' })
    proceed()
  }

  /** Uploads a file once more that has failed or was cancelled. */
  function retry(id: string): void {
    const kind = byId(id)?.state.kind
    if (kind !== 'failed' && kind !== 'cancelled') return
    setState(id, { kind: 'waiting' })
    proceed()
  }

  /** Takes an upload off the list; one that is under way is cancelled. */
  function dismiss(id: string): void {
    cancel(id)
    uploads.value = uploads.value.filter((upload) => upload.id !== id)
  }

  /** Closing the page would end them. */
  function warn(event: BeforeUnloadEvent): void {
    event.preventDefault()
  }
  watch(
    () => unfinished.value > 0,
    (isBusy) => {
      if (isBusy) addEventListener('beforeunload', warn)
      else removeEventListener('beforeunload', warn)
    },
    { flush: 'sync' },
  )
  onScopeDispose(() => removeEventListener('beforeunload', warn))

  return { uploads, unfinished, add, cancel, retry, dismiss }
})

function paramsOf({ file, use, expiresAfterSeconds }: Upload): FileCreateParams {
  const type = mediaTypeOf(file)
  return {
    // Made of the chosen file, not of its bytes: it is read from the disk as it is sent.
    file: file.type === type ? file : new File([file], file.name, { type, lastModified: file.lastModified }),
    purpose: purposeOf(use),
    ...(expiresAfterSeconds !== null && {
      expires_after: { anchor: 'created_at', seconds: expiresAfterSeconds },
    }),
  }
}
