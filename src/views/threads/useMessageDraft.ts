import {
  computed,
  type ComputedRef,
  type Ref,
  shallowReactive,
  shallowRef,
  watch,
  type WritableComputedRef,
} from 'vue'
import type { FileObject } from '@/domain/api.ts'
import { attachmentTools } from '@/domain/attachmentTools.ts'
import { isOfGroup } from '@/domain/fileFormats.ts'
import {
  type AttachmentTool,
  EMPTY_MESSAGE,
  isEmptyMessage,
  type MessageDraft,
  readMessageDraft,
} from '@/domain/messageDraft.ts'
import { isUnfinished, type Upload } from '@/domain/upload.ts'
import { useDraftsStore } from '@/stores/drafts.ts'
import { useUploadsStore } from '@/stores/uploads.ts'

interface DraftOfMessage {
  draft: WritableComputedRef<MessageDraft>
  /** Files on their way to this message, and those that did not get there. */
  uploads: ComputedRef<readonly Upload[]>
  isUploading: ComputedRef<boolean>
  /** Uploads files and attaches them: images as images, the others for the tools that can read them. */
  upload: (files: readonly File[]) => void
  attach: (files: readonly FileObject[]) => void
  /** Gives what is typed and shows an empty message; `giveBack` puts it back, before what has been typed since. */
  take: () => { taken: MessageDraft; giveBack: () => void }
}

/**
 * What is typed for a thread and not sent. `name` says whose it is, and where it is kept; `ownedTools` are those of the assistant, which
 * files are attached for.
 */
export function useMessageDraft(
  name: Readonly<Ref<string>>,
  placeId: Readonly<Ref<string>>,
  ownedTools: () => readonly AttachmentTool[],
): DraftOfMessage {
  const drafts = useDraftsStore()
  const store = useUploadsStore()
  const shown = shallowRef(EMPTY_MESSAGE)
  /** Whose message each upload belongs to. */
  const wanted = shallowReactive(new Map<string, string>())

  watch(
    name,
    (next) => {
      shown.value = readMessageDraft(drafts.read(next))
    },
    { immediate: true },
  )

  function change(owner: string, next: MessageDraft): void {
    if (owner === name.value) shown.value = next
    drafts.write(owner, isEmptyMessage(next) ? null : next)
  }

  const draftOf = (owner: string): MessageDraft =>
    owner === name.value ? shown.value : readMessageDraft(drafts.read(owner))

  function attachTo(owner: string, files: readonly FileObject[]): void {
    const before = draftOf(owner)
    const known = new Set([
      ...before.attachments.map(({ fileId }) => fileId),
      ...before.images.map((image) => (image.kind === 'file' ? image.fileId : image.url)),
    ])
    const fresh = files.filter(({ id }) => !known.has(id))
    const images = fresh.filter(({ purpose }) => purpose === 'vision')
    const others = fresh.filter(({ purpose }) => purpose !== 'vision')
    change(owner, {
      ...before,
      images: [
        ...before.images,
        ...images.map(({ id, filename }) => ({ kind: 'file' as const, fileId: id, name: filename })),
      ],
      attachments: [
        ...before.attachments,
        ...others.map(({ id, filename }) => ({
          fileId: id,
          name: filename,
          tools: attachmentTools({ name: filename, type: '' }, ownedTools()),
        })),
      ],
    })
  }

  function upload(files: readonly File[]): void {
    const images = files.filter((file) => isOfGroup(file, 'image'))
    const others = files.filter((file) => !isOfGroup(file, 'image'))
    const started = [
      ...store.add(placeId.value, images, 'vision'),
      ...store.add(placeId.value, others, 'assistants'),
    ]
    for (const { id } of started) wanted.set(id, name.value)
  }

  // Whatever becomes of an upload, now or after it was tried again.
  watch(
    () => store.uploads,
    (uploads) => {
      for (const { id, state } of uploads) {
        const owner = wanted.get(id)
        if (owner === undefined || state.kind !== 'done') continue
        wanted.delete(id)
        attachTo(owner, [state.file])
        store.dismiss(id)
      }
    },
  )

  function take(): { taken: MessageDraft; giveBack: () => void } {
    const owner = name.value
    const taken = shown.value
    change(owner, EMPTY_MESSAGE)
    const giveBack = (): void => {
      const since = draftOf(owner)
      change(owner, {
        role: taken.role,
        text: [taken.text, since.text].filter((text) => text !== '').join('\n'),
        attachments: [...taken.attachments, ...since.attachments],
        images: [...taken.images, ...since.images],
      })
    }
    return { taken, giveBack }
  }

  const uploads = computed(() => store.uploads.filter(({ id }) => wanted.get(id) === name.value))
  return {
    draft: computed({ get: () => shown.value, set: (next) => change(name.value, next) }),
    uploads,
    isUploading: computed(() => uploads.value.some(isUnfinished)),
    upload,
    attach: (files) => attachTo(name.value, files),
    take,
  }
}
