import { onScopeDispose, readonly, type Ref, ref } from 'vue'

/** Whether the window is as narrow as a phone's (the breakpoint of the styles). */
export function useIsNarrow(): Readonly<Ref<boolean>> {
  const query = matchMedia('(max-width: 700px)')
  const isNarrow = ref(query.matches)
  const update = (): void => void (isNarrow.value = query.matches)
  query.addEventListener('change', update)
  onScopeDispose(() => query.removeEventListener('change', update))
  return readonly(isNarrow)
}
