import * as v from 'valibot'
import { shallowRef, type ShallowRef } from 'vue'
import { AppError } from '@/domain/errors.ts'

const KEY = 'skein.models'

const ids = v.fallback(v.array(v.string()), [])

/** What a person chose about the models of one connection, and what this page learned about them. */
const ModelPreferencesSchema = v.object({
  default: v.fallback(v.nullable(v.string()), null),
  favourites: ids,
  hidden: ids,
  manual: ids,
  /** By model: the parameters that its server refused. */
  refused: v.fallback(v.record(v.string(), v.array(v.string())), {}),
})

export type ModelPreferences = v.InferOutput<typeof ModelPreferencesSchema>

const StoredSchema = v.record(v.string(), ModelPreferencesSchema)
type Stored = v.InferOutput<typeof StoredSchema>

const NONE: ModelPreferences = { default: null, favourites: [], hidden: [], manual: [], refused: {} }

/**
 * The preferences of all connections, kept in localStorage and in step with other tabs. `change` takes effect for
 * this page even when it throws. @throws AppError of kind `storage` or `storage-full` when it cannot be kept.
 */
export function useModelPreferences(): {
  of: (connectionId: string) => ModelPreferences
  change: (connectionId: string, patch: (before: ModelPreferences) => Partial<ModelPreferences>) => void
} {
  const stored: ShallowRef<Stored> = shallowRef(parse(read()))
  window.addEventListener('storage', (event) => {
    // A null key: the whole storage was cleared.
    if (event.key === KEY || event.key === null) stored.value = parse(event.newValue)
  })

  function of(connectionId: string): ModelPreferences {
    return stored.value[connectionId] ?? NONE
  }

  function change(
    connectionId: string,
    patch: (before: ModelPreferences) => Partial<ModelPreferences>,
  ): void {
    const before = of(connectionId)
    stored.value = { ...stored.value, [connectionId]: { ...before, ...patch(before) } }
    write(JSON.stringify(stored.value))
  }

  return { of, change }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    // The browser blocks storage for this page: preferences live as long as the page does.
    return null
  }
}

function write(text: string): void {
  try {
    localStorage.setItem(KEY, text)
  } catch (cause) {
    const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError'
    throw new AppError({ kind: isFull ? 'storage-full' : 'storage', detail: String(cause) }, { cause })
  }
}

function parse(text: string | null): Stored {
  if (text === null) return {}
  try {
    return v.parse(StoredSchema, JSON.parse(text))
  } catch {
    // Written by something else under our name: start over instead of failing at every start.
    return {}
  }
}
