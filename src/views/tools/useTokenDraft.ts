import * as v from 'valibot'
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { ChatRowSchema, type ChatRow } from '@/components/tokens/chatOverhead.ts'
import { useDraftsStore } from '@/stores/drafts.ts'
import { ENCODINGS, type EncodingName } from '@/tokens/encodings.ts'

const NAME = 'tokens'
const WRITE_PAUSE_MS = 400

const Draft = v.fallback(
  v.object({
    text: v.string(),
    mode: v.picklist(['text', 'chat']),
    model: v.string(),
    encoding: v.picklist(ENCODINGS),
    rows: v.array(ChatRowSchema),
  }),
  () => ({
    text: '',
    mode: 'text' as const,
    model: '',
    encoding: 'o200k_base' as const,
    rows: [
      { id: 'first', role: 'system' as const, content: '' },
      { id: 'second', role: 'user' as const, content: '' },
    ],
  }),
)

export interface TokenDraft {
  text: Ref<string>
  mode: Ref<'text' | 'chat'>
  /** `''` where the encoding was chosen by hand. */
  model: Ref<string>
  encoding: Ref<EncodingName>
  rows: Ref<ChatRow[]>
}

/** What was typed into the calculator, as it was before a reload. */
export function useTokenDraft(): TokenDraft {
  const drafts = useDraftsStore()
  const kept = v.parse(Draft, drafts.read(NAME))
  const draft = {
    text: ref(kept.text),
    mode: ref(kept.mode),
    model: ref(kept.model),
    encoding: ref<EncodingName>(kept.encoding),
    rows: ref<ChatRow[]>(kept.rows),
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  function write(): void {
    clearTimeout(timer)
    timer = undefined
    drafts.write(NAME, {
      text: draft.text.value,
      mode: draft.mode.value,
      model: draft.model.value,
      encoding: draft.encoding.value,
      rows: draft.rows.value,
    })
  }
  watch(Object.values(draft), () => {
    clearTimeout(timer)
    timer = setTimeout(write, WRITE_PAUSE_MS)
  })
  function writeNow(): void {
    if (timer !== undefined) write()
  }
  addEventListener('pagehide', writeNow)
  onScopeDispose(() => {
    removeEventListener('pagehide', writeNow)
    writeNow()
  })
  return draft
}
