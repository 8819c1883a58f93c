import { onScopeDispose, readonly, type Ref, ref } from 'vue'

/** Whether the tab is in sight: not behind another tab, minimized, or under a locked screen. */
export function usePageVisibility(): Readonly<Ref<boolean>> {
  const isVisible = ref(!document.hidden)
  const update = (): void => void (isVisible.value = !document.hidden)
  document.addEventListener('visibilitychange', update)
  onScopeDispose(() => document.removeEventListener('visibilitychange', update))
  return readonly(isVisible)
}
