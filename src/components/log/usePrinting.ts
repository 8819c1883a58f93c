import { onScopeDispose, readonly, type Ref, ref } from 'vue'

/** Whether the page is being printed: what is to be on paper has to be laid out. */
export function usePrinting(): Readonly<Ref<boolean>> {
  const isPrinting = ref(false)
  const controller = new AbortController()
  const { signal } = controller
  addEventListener('beforeprint', () => (isPrinting.value = true), { signal })
  addEventListener('afterprint', () => (isPrinting.value = false), { signal })
  onScopeDispose(() => controller.abort())
  return readonly(isPrinting)
}
