import { onScopeDispose, readonly, type Ref, ref } from 'vue'

/** Whether the page is being printed: what is to be on paper, which is white, has to be laid out. */
export function usePrinting(): Readonly<Ref<boolean>> {
  const isPrinting = ref(false)
  const root = document.documentElement
  const controller = new AbortController()
  const { signal } = controller
  let theme: string | undefined

  function begin(): void {
    if (isPrinting.value) return
    isPrinting.value = true
    theme = root.dataset['theme']
    if (theme === 'dark') root.dataset['theme'] = 'light'
  }

  function end(): void {
    if (isPrinting.value && theme !== undefined) root.dataset['theme'] = theme
    isPrinting.value = false
  }

  addEventListener('beforeprint', begin, { signal })
  addEventListener('afterprint', end, { signal })
  onScopeDispose(() => {
    end()
    controller.abort()
  })
  return readonly(isPrinting)
}
