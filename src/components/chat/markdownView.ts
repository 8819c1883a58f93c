import { type Component, type ShallowRef, shallowRef } from 'vue'
import { loadAreas } from '@/i18n/index.ts'

/** The Markdown renderer once it has arrived; until then messages show their text plainly. */
export const markdownView: ShallowRef<Component | null> = shallowRef(null)

/** Fetches the renderer and its words; once it is there, does nothing. */
export async function loadMarkdownView(): Promise<void> {
  if (markdownView.value !== null) return
  const [module] = await Promise.all([
    import('@/components/markdown/MarkdownView.vue'),
    loadAreas(['markdown']),
  ])
  markdownView.value = module.default
}
