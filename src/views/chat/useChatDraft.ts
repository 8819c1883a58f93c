import { computed, type Ref, shallowRef, watch, type WritableComputedRef } from 'vue'
import type { Attachment } from '@/domain/chat.ts'
import { type ChatDraft, EMPTY_DRAFT, isEmptyDraft } from '@/domain/chatDraft.ts'
import { useChatsStore } from '@/stores/chats.ts'

interface DraftOfChat {
  text: WritableComputedRef<string>
  attachments: WritableComputedRef<Attachment[]>
  /**
   * Gives what is in it and shows it empty. It stays stored until the message that it becomes is. `giveBack` puts it
   * back, before what has been typed since.
   */
  take: () => { draft: ChatDraft; giveBack: () => void }
  /** Shows the draft as it is kept: a message that could not be stored has become draft again. */
  refresh: () => Promise<void>
  /** Adds to the draft of a chat that is not shown. */
  attachTo: (draftId: string, attachment: Attachment) => Promise<void>
  /** Hands what has been typed over to another chat's draft. */
  moveTo: (draftId: string) => void
}

/** What is typed and attached but not sent, kept for each chat (`'new'`: for the chat that is not there yet). */
export function useChatDraft(draftId: Readonly<Ref<string>>): DraftOfChat {
  const chats = useChatsStore()
  const draft = shallowRef(EMPTY_DRAFT)

  function change(next: ChatDraft): void {
    draft.value = next
    chats.saveDraft(draftId.value, next)
  }

  async function refresh(): Promise<void> {
    const id = draftId.value
    const before = draft.value
    const kept = await chats.draftOf(id)
    // Whoever typed while it was read goes on with what they typed.
    if (draftId.value === id && draft.value === before) draft.value = kept
  }

  watch(
    draftId,
    () => {
      draft.value = EMPTY_DRAFT
      return refresh()
    },
    { immediate: true },
  )

  return {
    text: computed({ get: () => draft.value.text, set: (text) => change({ ...draft.value, text }) }),
    attachments: computed({
      get: () => draft.value.attachments,
      set: (attachments) => change({ ...draft.value, attachments }),
    }),
    take: () => {
      const taken = draft.value
      const from = draftId.value
      draft.value = EMPTY_DRAFT
      const giveBack = (): void => {
        // Another chat is shown by now; what was taken is still kept in its own.
        if (draftId.value !== from) return
        const since = draft.value
        change({
          text: [taken.text, since.text].filter((text) => text !== '').join('\n'),
          attachments: [...taken.attachments, ...since.attachments],
        })
      }
      return { draft: taken, giveBack }
    },
    refresh,
    attachTo: async (id, attachment) => {
      const kept = await chats.draftOf(id)
      chats.saveDraft(id, { ...kept, attachments: [...kept.attachments, attachment] })
    },
    moveTo: (id) => {
      if (isEmptyDraft(draft.value)) return
      chats.saveDraft(id, draft.value)
      change(EMPTY_DRAFT)
    },
  }
}
