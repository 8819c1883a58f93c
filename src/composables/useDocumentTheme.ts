import { onScopeDispose, readonly, type Ref, ref } from 'vue'

const themeNow = (): 'light' | 'dark' =>
  document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'

/** The theme that the page is shown in, for what cannot be styled by tokens. */
export function useDocumentTheme(): Readonly<Ref<'light' | 'dark'>> {
  const theme = ref(themeNow())
  const observer = new MutationObserver(() => (theme.value = themeNow()))
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  onScopeDispose(() => observer.disconnect())
  return readonly(theme)
}
