import { onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue'
import { type CodeChunk, cutChunks } from '@/markdown/codeChunks.ts'
import type { HighlightLines } from '@/markdown/highlight.ts'

type State = NonNullable<Parameters<HighlightLines>[1]>
export type HighlightedChunk = CodeChunk<State>

const MAX_LENGTH = 200_000
const MAX_LINES = 3_000
/** A slice of work; then the page gets its turn. */
const SLICE_MS = 8

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

function isTooLong(text: string): boolean {
  return text.length > MAX_LENGTH || text.split('\n', MAX_LINES + 1).length > MAX_LINES
}

/**
 * Code in chunks that take their colors a few at a time, when the language has arrived. The last chunk of code that
 * still grows stays plain; very long code stays plain all through.
 * @param language an id of `languages.ts`, or `null`
 */
export function useHighlightedCode(
  source: () => { text: string; language: string | null; isGrowing: boolean },
): ShallowRef<readonly HighlightedChunk[]> {
  const chunks = shallowRef<readonly HighlightedChunk[]>([])
  let isAtWork = false
  let isDisposed = false
  onScopeDispose(() => (isDisposed = true))

  const nextPlain = (): number => {
    const { isGrowing } = source()
    const index = chunks.value.findIndex(({ highlighted }) => highlighted === null)
    return isGrowing && index === chunks.value.length - 1 ? -1 : index
  }

  /** Colors chunks until the slice of time is used up. */
  function work(highlight: HighlightLines): void {
    const until = performance.now() + SLICE_MS
    const next = [...chunks.value]
    for (let index = nextPlain(); index !== -1 && index < next.length; index += 1) {
      const chunk = next[index]
      if (chunk === undefined || (source().isGrowing && index === next.length - 1)) break
      next[index] = { ...chunk, highlighted: highlight(chunk.text, next[index - 1]?.highlighted?.end) }
      if (performance.now() > until) break
    }
    chunks.value = next
  }

  async function color(language: string): Promise<void> {
    if (isAtWork) return
    isAtWork = true
    try {
      const { loadHighlighter } = await import('@/markdown/highlight.ts')
      const highlight = await loadHighlighter(language)
      while (highlight !== null && !isDisposed && source().language === language && nextPlain() !== -1) {
        work(highlight)
        await nextTask()
      }
    } catch {
      // Colors are an extra: when their chunk cannot be fetched, the code stays plain and says the same.
    } finally {
      isAtWork = false
    }
  }

  watch(
    source,
    ({ text, language }, before) => {
      if (isTooLong(text)) {
        chunks.value = [{ key: 0, text, highlighted: null }]
        return
      }
      chunks.value = cutChunks(text, before?.language === language ? chunks.value : [])
      if (language !== null && nextPlain() !== -1) void color(language)
    },
    { immediate: true },
  )
  return chunks
}
