import { defineStore } from 'pinia'
import * as v from 'valibot'
import { ref, shallowRef, watch } from 'vue'
import { cleanHost } from '@/domain/hostName.ts'
import { parseJSON, readText, watchOtherTabs, writeText } from '@/storage/webStorage.ts'

const STORAGE_KEY = 'skein.settings'

/** How long one program of the code interpreter may run, in seconds. */
export const PROGRAM_SECONDS = { min: 1, max: 3600, default: 60 } as const

const LimitSchema = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(PROGRAM_SECONDS.min),
  v.maxValue(PROGRAM_SECONDS.max),
)

const HostSchema = v.pipe(
  v.string(),
  v.check((host) => cleanHost(host) === host),
)

const InterpreterSchema = v.object({
  limitSeconds: v.fallback(LimitSchema, PROGRAM_SECONDS.default),
  allowedHosts: v.fallback(v.pipe(v.array(HostSchema), v.readonly()), []),
})

const SettingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  locale: v.fallback(v.nullable(v.picklist(['en', 'zh-CN'])), null),
  isRailCollapsed: v.fallback(v.boolean(), false),
  interpreter: v.fallback(InterpreterSchema, () => v.parse(InterpreterSchema, {})),
  embeddingModel: v.fallback(v.nullable(v.pipe(v.string(), v.nonEmpty())), null),
  keepsCalls: v.fallback(v.boolean(), false),
})

type Settings = v.InferOutput<typeof SettingsSchema>

export type Theme = Settings['theme']

export type InterpreterSettings = Readonly<Settings['interpreter']>

/** These are preferences: where they are not ours, or damaged, the defaults are safe. */
function read(): Settings {
  const parsed = v.safeParse(SettingsSchema, parseJSON(readText('local', STORAGE_KEY) ?? '{}'))
  return parsed.success ? parsed.output : v.parse(SettingsSchema, {})
}

/** Preferences, kept on this device and the same in every tab. */
export const useSettingsStore = defineStore('settings', () => {
  const initial = read()
  const theme = ref(initial.theme)
  /** `null`: as the browser prefers. */
  const locale = ref(initial.locale)
  const isRailCollapsed = ref(initial.isRailCollapsed)

  /** What programs that a model has written may do. */
  const interpreter = shallowRef<InterpreterSettings>(initial.interpreter)
  /** `<connection slug>/<model id>`; `null`: files are searched by words alone. */
  const embeddingModel = ref(initial.embeddingModel)
  /** Whether the record of calls outlives a reload of its tab. */
  const keepsCalls = ref(initial.keepsCalls)

  function chosen(): Settings {
    return {
      theme: theme.value,
      locale: locale.value,
      isRailCollapsed: isRailCollapsed.value,
      interpreter: interpreter.value,
      embeddingModel: embeddingModel.value,
      keepsCalls: keepsCalls.value,
    }
  }

  watch(chosen, (settings) => {
    try {
      writeText('local', STORAGE_KEY, JSON.stringify(settings))
    } catch {
      // No room for a preference: it holds for this page all the same, and what matters says so where it is written.
    }
  })

  watchOtherTabs(STORAGE_KEY, () => {
    const settings = read()
    theme.value = settings.theme
    locale.value = settings.locale
    isRailCollapsed.value = settings.isRailCollapsed
    interpreter.value = settings.interpreter
    embeddingModel.value = settings.embeddingModel
    keepsCalls.value = settings.keepsCalls
  })

  /** How long one program may run, in whole seconds. Gives whether that is a limit; it stays as it was where it isn't. */
  function setProgramLimit(seconds: number): boolean {
    if (!v.is(LimitSchema, seconds)) return false
    interpreter.value = { ...interpreter.value, limitSeconds: seconds }
    return true
  }

  /** Lets programs fetch from a host, given by its name or an address of it. Gives whether that names one. */
  function allowHost(text: string): boolean {
    const host = cleanHost(text)
    if (host === null) return false
    const { allowedHosts } = interpreter.value
    if (!allowedHosts.includes(host))
      interpreter.value = { ...interpreter.value, allowedHosts: [...allowedHosts, host] }
    return true
  }

  /** Takes that back. */
  function disallowHost(host: string): void {
    const allowedHosts = interpreter.value.allowedHosts.filter((allowed) => allowed !== host)
    interpreter.value = { ...interpreter.value, allowedHosts }
  }

  /** The model that files are read by, besides their words; blank or `null`: none. */
  function setEmbeddingModel(model: string | null): void {
    embeddingModel.value = model?.trim() || null
  }

  return {
    theme,
    locale,
    isRailCollapsed,
    interpreter,
    embeddingModel,
    keepsCalls,
    setProgramLimit,
    allowHost,
    disallowHost,
    setEmbeddingModel,
  }
})
