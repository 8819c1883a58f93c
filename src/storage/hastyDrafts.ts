import * as v from 'valibot'
import { parseJSON, readText, writeText } from './webStorage.ts'

/** The page may be gone before IndexedDB has written anything; web storage writes before it goes. */
const NAME = 'skein.drafts'
const Texts = v.fallback(v.record(v.string(), v.string()), {})

const readAll = (): Record<string, string> => v.parse(Texts, parseJSON(readText('local', NAME) ?? '{}'))

/** The text that was typed just before the page went; `null` when none had to be saved in haste. */
export function readHastyDraft(chatId: string): string | null {
  return readAll()[chatId] ?? null
}

/**
 * Stores what is typed at once; `null` forgets it, once it is stored with the chats.
 * @throws AppError of kind `storage-full` or `storage`.
 */
export function writeHastyDraft(chatId: string, text: string | null): void {
  const { [chatId]: before, ...others } = readAll()
  if ((before ?? null) === text) return
  const texts = text === null ? others : { ...others, [chatId]: text }
  writeText('local', NAME, Object.keys(texts).length === 0 ? null : JSON.stringify(texts))
}
