import { EMPTY_DRAFT, isEmptyDraft, type ChatDraft } from '@/domain/chatDraft.ts'
import { readDraft, writeDraft } from '@/storage/chatRepository.ts'
import { readHastyDraft, writeHastyDraft } from '@/storage/hastyDrafts.ts'
import { onPageHide } from '@/storage/pageHide.ts'

const WRITE_AFTER_MS = 300

/**
 * Keeps what is typed: in memory at once, in storage soon after, at the latest when the page goes. What cannot be
 * written stays in memory and is tried again with the next change; `onFailure` is told.
 */
export function createDraftKeeper(onFailure: (cause: unknown) => void): {
  read: (chatId: string) => Promise<ChatDraft>
  save: (chatId: string, draft: ChatDraft) => void
} {
  const unwritten = new Map<string, ChatDraft>()
  let timer: ReturnType<typeof setTimeout> | null = null

  async function read(chatId: string): Promise<ChatDraft> {
    const draft = unwritten.get(chatId)
    if (draft !== undefined) return draft
    try {
      const kept = (await readDraft(chatId)) ?? EMPTY_DRAFT
      const text = readHastyDraft(chatId)
      if (text === null) return kept
      save(chatId, { ...kept, text })
      return { ...kept, text }
    } catch (cause) {
      onFailure(cause)
      return EMPTY_DRAFT
    }
  }

  function save(chatId: string, { text, attachments }: ChatDraft): void {
    // Copies: a component's reactive proxies cannot be stored.
    unwritten.set(chatId, { text, attachments: attachments.map((attachment) => ({ ...attachment })) })
    timer ??= setTimeout(() => void flush(), WRITE_AFTER_MS)
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    await Promise.all([...unwritten].map(([chatId, draft]) => writeOne(chatId, draft)))
  }

  async function writeOne(chatId: string, draft: ChatDraft): Promise<void> {
    try {
      await writeDraft(chatId, draft)
      if (unwritten.get(chatId) !== draft) return
      unwritten.delete(chatId)
      writeHastyDraft(chatId, null)
    } catch (cause) {
      // Not being able to forget what is empty loses nothing.
      if (!isEmptyDraft(draft)) onFailure(cause)
    }
  }

  /** The page may not live until the database has written: the texts are safe before that. */
  function saveInHaste(): void {
    for (const [chatId, { text }] of unwritten) {
      try {
        writeHastyDraft(chatId, text)
      } catch (cause) {
        onFailure(cause)
      }
    }
    void flush()
  }

  onPageHide(saveInHaste)
  return { read, save }
}
