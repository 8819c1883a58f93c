import type { Attachment } from './chat.ts'

/** What a person has typed and attached but not sent. */
export interface ChatDraft {
  text: string
  attachments: Attachment[]
}

export const EMPTY_DRAFT: ChatDraft = { text: '', attachments: [] }

export function isEmptyDraft(draft: ChatDraft): boolean {
  return draft.text === '' && draft.attachments.length === 0
}

export function isSameDraft(a: ChatDraft, b: ChatDraft): boolean {
  const idsOf = (draft: ChatDraft): string => draft.attachments.map((attachment) => attachment.id).join(' ')
  return a.text === b.text && idsOf(a) === idsOf(b)
}
