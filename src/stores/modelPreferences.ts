import * as v from 'valibot'
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { parseJSON, readText, watchOtherTabs, writeText } from '@/storage/webStorage.ts'

const NAME = 'skein.models'

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

interface PreferencesOfAll {
  of: (connectionId: string) => ModelPreferences
  change: (connectionId: string, patch: (before: ModelPreferences) => Partial<ModelPreferences>) => void
  storageError: Readonly<ShallowRef<AppErrorData | null>>
}

/** The preferences of all connections, kept in localStorage and in step with other tabs. */
export function useModelPreferences(): PreferencesOfAll {
  const stored = shallowRef(read())
  const storageError = shallowRef<AppErrorData | null>(null)
  onScopeDispose(watchOtherTabs(NAME, () => (stored.value = read())))

  function of(connectionId: string): ModelPreferences {
    return stored.value[connectionId] ?? NONE
  }

  function change(
    connectionId: string,
    patch: (before: ModelPreferences) => Partial<ModelPreferences>,
  ): void {
    const before = of(connectionId)
    stored.value = { ...stored.value, [connectionId]: { ...before, ...patch(before) } }
    try {
      writeText('local', NAME, JSON.stringify(stored.value))
      storageError.value = null
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause
      storageError.value = cause.data
    }
  }

  return { of, change, storageError }
}

/** Preferences are no work of anybody's: a text that cannot be read starts over. */
function read(): Stored {
  const parsed = v.safeParse(StoredSchema, parseJSON(readText('local', NAME) ?? '{}'))
  return parsed.success ? parsed.output : {}
}
