import { onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue'
import type { CodeColors } from '@/markdown/codeColors.ts'
import { openColoring } from '@/markdown/coloring.ts'
import { keepColors, knownColors } from './colorCache.ts'

/** Some lines of a code block, drawn as one; replaced, never changed. */
export interface ColoredChunk {
  key: number
  text: string
  /** They may end before the text does. */
  colors: CodeColors | null
}

/** Chunks that are asked for at once: what comes back is drawn in one go. */
const CHUNKS_AT_ONCE = 4

interface Code {
  chunks: readonly string[]
  language: string | null
  isGrowing: boolean
}

/**
 * The chunks of code, which take their colors a few at a time as these come from a worker. A chunk keeps its colors
 * while it grows; a line takes them when it is whole. `language` is an id of `languages.ts`, or `null`.
 */
export function useHighlightedCode(source: () => Code): ShallowRef<readonly ColoredChunk[]> {
  const shown = shallowRef<readonly ColoredChunk[]>([])
  const coloring = openColoring()
  let code: Code = { chunks: [], language: null, isGrowing: false }
  /** What the first chunks are in the cache: these have their last colors. */
  let ids: number[] = []
  /** How many chunks the colorist has seen as they are. */
  let sent = 0
  /** How much of the growing chunk has its colors. */
  let growingLength = 0
  /** A language that has turned out to have no grammar. */
  let plainLanguage: string | null = null
  let isAtWork = false
  let isDisposed = false

  onScopeDispose(() => {
    isDisposed = true
    coloring.close()
  })

  const finalCount = (): number => code.chunks.length - (code.isGrowing ? 1 : 0)

  /** Where the chunk stands alone: after which one, and whether its end is a line's. */
  function cachePlace(index: number): string | number {
    const isEnd = index === code.chunks.length - 1
    return `${ids[index - 1] ?? code.language}${isEnd ? '.' : ''}`
  }

  function take(next: Code): void {
    const before = next.language === code.language ? shown.value : []
    if (next.chunks.length !== code.chunks.length) growingLength = 0
    code = next
    const firstChange = next.chunks.findIndex((text, index) => before[index]?.text !== text)
    const same = firstChange === -1 ? Math.min(next.chunks.length, before.length) : firstChange
    ids = ids.slice(0, Math.min(same, finalCount()))
    sent = Math.min(sent, same)
    const chunks = before.slice(0, same)
    for (const [index, text] of next.chunks.entries()) {
      if (index < same) continue
      const known = before[index]
      const hasGrown = known !== undefined && text.startsWith(known.text)
      if (!hasGrown) growingLength = 0
      chunks.push({ key: index, text, colors: hasGrown ? known.colors : null })
    }
    takeKnown(chunks)
    shown.value = chunks
  }

  function takeKnown(chunks: ColoredChunk[]): void {
    for (let index = ids.length; code.language !== null && index < finalCount(); index += 1) {
      const chunk = chunks[index]
      const known = chunk && knownColors(cachePlace(index), chunk.text)
      if (chunk === undefined || known === undefined) return
      chunks[index] = { ...chunk, colors: known.colors }
      ids.push(known.id)
    }
  }

  /** The chunks to ask for next; none when all have what they can have now. */
  function nextTexts(): readonly string[] {
    if (isDisposed || code.language === plainLanguage) return []
    const final = finalCount()
    if (ids.length < final) return code.chunks.slice(sent, Math.min(sent + CHUNKS_AT_ONCE, final))
    const growing = code.isGrowing ? code.chunks.at(-1) : undefined
    if (growing === undefined || growing.lastIndexOf('\n') + 1 === growingLength) return []
    return code.chunks.slice(Math.min(sent, final), sent < final ? sent + CHUNKS_AT_ONCE : undefined)
  }

  function apply(from: number, texts: readonly string[], answer: readonly CodeColors[]): void {
    const chunks = [...shown.value]
    for (const [offset, colors] of answer.entries()) {
      const index = from + offset
      const chunk = chunks[index]
      const text = texts[offset]
      if (chunk === undefined || text === undefined || !chunk.text.startsWith(text)) break
      if (index >= ids.length) chunks[index] = { ...chunk, colors }
      if (index >= finalCount()) growingLength = text.lastIndexOf('\n') + 1
      if (index >= finalCount() || chunk.text !== text) break
      if (index === ids.length) ids.push(keepColors(cachePlace(index), text, colors).id)
      sent = index + 1
    }
    shown.value = chunks
  }

  async function work(): Promise<void> {
    if (isAtWork) return
    isAtWork = true
    for (let texts = nextTexts(); texts.length > 0; texts = nextTexts()) await ask(texts)
    isAtWork = false
  }

  async function ask(texts: readonly string[]): Promise<void> {
    const { language, isGrowing, chunks } = code
    if (language === null) return
    const from = sent
    const isLast = !isGrowing && from + texts.length === chunks.length
    const answer = await coloring.color({ language, from, texts, isLast })
    // What came before, or the language, may be another by now.
    if (sent !== from || code.language !== language) return
    if (answer === 'no-grammar') plainLanguage = language
    else if (answer === 'lost') sent = 0
    else apply(from, texts, answer)
  }

  watch(
    source,
    (next) => {
      take(next)
      void work()
    },
    { immediate: true },
  )
  return shown
}
