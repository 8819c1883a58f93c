import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Assistant } from '@/domain/api.ts'
import {
  createParams,
  draftOf,
  isSameJSON,
  newDraft,
  parseDraft,
  rebasedDraft,
  updateParams,
  type AssistantDraft,
} from '@/domain/assistantDraft.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useDraftsStore } from '@/stores/drafts.ts'

/** A draft is written when the person has paused for so long, and when the page is hidden. */
const PAUSE_MS = 250

interface AssistantEditor {
  draft: Ref<AssistantDraft>
  /** As the server has it; undefined for a new one, and while it is not there yet. */
  assistant: ComputedRef<Assistant | undefined>
  isChanged: ComputedRef<boolean>
  /** What was typed before the page was reloaded is shown. */
  isRestored: Ref<boolean>
  isLoading: Ref<boolean>
  /** Why the assistant could not be retrieved. */
  loadError: Ref<AppErrorData | null>
  isSaving: Ref<boolean>
  /** Why it could not be saved. */
  saveError: Ref<AppErrorData | null>
  change: (change: Partial<AssistantDraft>) => void
  retrieve: () => Promise<void>
  /** The saved assistant; null when it could not be saved, and `saveError` says why. */
  save: () => Promise<Assistant | null>
  /** Takes the marks of the last answer off the fields. */
  forgetSaveError: () => void
  stopSaving: () => void
  /** Back to what the server has. */
  discard: () => void
  /** The start of a new assistant, unless something was typed already. */
  startWith: (start: Partial<AssistantDraft>) => void
}

/** The name under which the form of an assistant, or of a new one (`null`), is kept over a reload. */
export function draftName(placeId: string, id: string | null): string {
  return `assistant:${placeId}:${id ?? 'new'}`
}

/** The form of one assistant (`null`: a new one) of a place, from opening to saving. */
export function useAssistantEditor(placeId: string, id: string | null): AssistantEditor {
  const assistants = useAssistantsStore()
  const drafts = useDraftsStore()
  const name = draftName(placeId, id)

  const assistant = computed(() => (id === null ? undefined : assistants.byId(placeId, id)))
  /** What the form started from: the assistant as the server had it. */
  const base = shallowRef(assistant.value === undefined ? newDraft() : draftOf(assistant.value))
  const draft = shallowRef(base.value)
  const isRestored = ref(false)
  const isLoading = ref(false)
  const loadError = shallowRef<AppErrorData | null>(null)
  const isSaving = ref(false)
  const saveError = shallowRef<AppErrorData | null>(null)
  const isChanged = computed(() => !isSameJSON(draft.value, base.value))

  restore()

  function restore(): void {
    const kept = readKept(drafts.read(name))
    if (kept === null) return
    // With the assistant at hand, what was not touched is as it is now.
    draft.value = assistant.value === undefined ? kept.draft : rebasedDraft(kept.draft, kept.base, base.value)
    if (assistant.value === undefined) base.value = kept.base
    isRestored.value = isChanged.value
  }

  watch(assistant, (next) => {
    if (next !== undefined) rebase(draftOf(next))
  })

  function rebase(next: AssistantDraft): void {
    draft.value = rebasedDraft(draft.value, base.value, next)
    base.value = next
  }

  function change(part: Partial<AssistantDraft>): void {
    draft.value = { ...draft.value, ...part }
  }

  function startWith(start: Partial<AssistantDraft>): void {
    if (isChanged.value || isRestored.value) return
    base.value = newDraft(start)
    draft.value = base.value
  }

  async function retrieve(): Promise<void> {
    if (id === null) return
    isLoading.value = true
    loadError.value = null
    try {
      await assistants.retrieve(placeId, id)
    } catch (cause) {
      loadError.value = errorDataOf(cause)
    } finally {
      isLoading.value = false
    }
  }

  let saving: AbortController | null = null

  async function save(): Promise<Assistant | null> {
    saving = new AbortController()
    isSaving.value = true
    saveError.value = null
    const sent = draft.value
    try {
      const saved = await send(sent, saving.signal)
      base.value = draftOf(saved)
      // What was typed meanwhile stays.
      draft.value = rebasedDraft(draft.value, sent, base.value)
      isRestored.value = false
      write()
      return saved
    } catch (cause) {
      const error = await located(errorDataOf(cause), sent, saving.signal)
      if (error.kind !== 'aborted') saveError.value = error
      return null
    } finally {
      isSaving.value = false
    }
  }

  /** The API names no field when a file or a store is not there: which one it is has to be asked. */
  async function located(
    error: AppErrorData,
    sent: AssistantDraft,
    signal: AbortSignal,
  ): Promise<AppErrorData> {
    if (error.kind !== 'not-found' || error.param !== undefined) return error
    const { codeFileIds: fileIds, vectorStoreId } = sent
    const vectorStoreIds = vectorStoreId === null ? [] : [vectorStoreId]
    const missing = await assistants
      .missingIn(placeId, { fileIds, vectorStoreIds }, signal)
      // Then it is not known, and the error stands as it was said.
      .catch(() => new Set<string>())
    if (fileIds.some((id) => missing.has(id))) return { ...error, param: 'tool_resources.code_interpreter' }
    return missing.size > 0 ? { ...error, param: 'tool_resources.file_search' } : error
  }

  function send(sent: AssistantDraft, signal: AbortSignal): Promise<Assistant> {
    return id === null
      ? assistants.create(placeId, createParams(sent), signal)
      : assistants.update(placeId, id, updateParams(sent, base.value), signal)
  }

  function discard(): void {
    draft.value = base.value
    isRestored.value = false
    saveError.value = null
    write()
  }

  let timer: ReturnType<typeof setTimeout> | undefined

  function write(): void {
    clearTimeout(timer)
    timer = undefined
    drafts.write(name, isChanged.value ? { draft: draft.value, base: base.value } : null)
  }
  const writeNow = (): void => {
    if (timer !== undefined) write()
  }

  watch(draft, () => {
    clearTimeout(timer)
    timer = setTimeout(write, PAUSE_MS)
  })
  addEventListener('pagehide', writeNow)
  onScopeDispose(() => {
    removeEventListener('pagehide', writeNow)
    saving?.abort()
    writeNow()
  })

  return {
    draft,
    assistant,
    isChanged,
    isRestored,
    isLoading,
    loadError,
    isSaving,
    saveError,
    change,
    retrieve,
    save,
    forgetSaveError: () => (saveError.value = null),
    stopSaving: () => saving?.abort(),
    discard,
    startWith,
  }
}

function readKept(kept: unknown): { draft: AssistantDraft; base: AssistantDraft } | null {
  if (typeof kept !== 'object' || kept === null) return null
  const draft = parseDraft(Reflect.get(kept, 'draft'))
  const base = parseDraft(Reflect.get(kept, 'base'))
  return draft === null || base === null ? null : { draft, base }
}
