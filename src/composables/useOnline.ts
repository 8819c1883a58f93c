import { onScopeDispose, readonly, type Ref, ref } from 'vue'

/** Whether the browser says that there is a network. `true` does not mean that a server can be reached. */
export function useOnline(): Readonly<Ref<boolean>> {
  const isOnline = ref(navigator.onLine)
  const update = (): void => void (isOnline.value = navigator.onLine)
  window.addEventListener('online', update)
  window.addEventListener('offline', update)
  onScopeDispose(() => {
    window.removeEventListener('online', update)
    window.removeEventListener('offline', update)
  })
  return readonly(isOnline)
}
