import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useDocumentTheme } from '@/composables/useDocumentTheme.ts'

export type Diagram =
  | { type: 'source' }
  | { type: 'loading' }
  | { type: 'drawn'; svg: SVGSVGElement }
  | { type: 'failed'; reason: string }

/** A diagram, drawn once there is a source, and again when it or the theme has changed; the old one is shown until then. */
export function useDiagram(source: () => string | null): ShallowRef<Diagram> {
  const diagram = shallowRef<Diagram>({ type: 'source' })
  const theme = useDocumentTheme()
  let asked = 0

  watch(
    () => [source(), theme.value] as const,
    async ([text, look]) => {
      const request = (asked += 1)
      if (text === null) {
        diagram.value = { type: 'source' }
        return
      }
      if (diagram.value.type !== 'drawn') diagram.value = { type: 'loading' }
      const next = await draw(text, look)
      if (request === asked) diagram.value = next
    },
    { immediate: true },
  )
  onScopeDispose(() => (asked += 1))
  return diagram
}

async function draw(text: string, theme: 'light' | 'dark'): Promise<Diagram> {
  try {
    const { drawDiagram } = await import('@/markdown/diagrams.ts')
    return { type: 'drawn', svg: await drawDiagram(text, theme) }
  } catch (error) {
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}
