import { AppError } from '@/domain/errors.ts'

/** `local` is shared by all tabs and stays; `session` belongs to this tab and ends with it. */
export type StorageArea = 'local' | 'session'

type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const inMemory = { local: memoryStore(), session: memoryStore() }

/** The browser's storage; memory until the page is closed where the browser refuses this page any (site data blocked). */
function areaOf(area: StorageArea): TextStore {
  try {
    return area === 'local' ? localStorage : sessionStorage
  } catch {
    // The chats cannot be stored then either, and the chat screen says so.
    return inMemory[area]
  }
}

function memoryStore(): TextStore {
  const texts = new Map<string, string>()
  return {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
  }
}

/** The text stored under `name`; `null` when there is none. */
export function readText(area: StorageArea, name: string): string | null {
  return areaOf(area).getItem(name)
}

/**
 * Stores `text` under `name`; `null` removes it.
 * @throws AppError of kind `storage-full` or `storage`.
 */
export function writeText(area: StorageArea, name: string, text: string | null): void {
  try {
    if (text === null) areaOf(area).removeItem(name)
    else areaOf(area).setItem(name, text)
  } catch (cause) {
    const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError'
    throw new AppError(
      {
        kind: isFull ? 'storage-full' : 'storage',
        detail: cause instanceof Error ? cause.message : String(cause),
      },
      { cause },
    )
  }
}

/** The value of a JSON text; `undefined` when it is not JSON. */
export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller sets the text aside; where it went wrong inside is of no use to anybody.
    return undefined
  }
}

/** Adds `value` to the JSON list under `name`, where entries that could not be read are kept for a person to rescue. */
export function setAside(name: string, values: unknown[]): void {
  if (values.length === 0) return
  const earlier = parseJSON(readText('local', name) ?? '[]')
  writeText('local', name, JSON.stringify([...(Array.isArray(earlier) ? earlier : []), ...values]))
}

/** Calls `onChange` when another tab has written or cleared `name`. Gives the function that stops it. */
export function watchOtherTabs(name: string, onChange: () => void): () => void {
  const listen = (event: StorageEvent): void => {
    // Session storage is no other tab's.
    if (event.storageArea === areaOf('local') && (event.key === name || event.key === null)) onChange()
  }
  addEventListener('storage', listen)
  return () => removeEventListener('storage', listen)
}
