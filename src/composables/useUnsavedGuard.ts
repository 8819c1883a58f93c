import { onScopeDispose, ref, type Ref } from 'vue'
import { useRouter } from 'vue-router'

/**
 * Holds back whatever would lose unsaved changes until the person has been asked: going to another screen, closing the page
 * (the browser asks by itself there), or an action given to `confirmThen`.
 */
export function useUnsavedGuard(isUnsaved: () => boolean): {
  isAsking: Ref<boolean>
  confirmThen: (action: () => void) => void
  leave: () => void
} {
  const isAsking = ref(false)
  let proceed = (): void => undefined
  const router = useRouter()

  function confirmThen(action: () => void): void {
    if (!isUnsaved()) {
      action()
      return
    }
    proceed = action
    isAsking.value = true
  }

  let isLeaving = false
  const stopGuarding = router.beforeEach((to) => {
    if (isLeaving || !isUnsaved()) return true
    confirmThen(() => {
      isLeaving = true
      void router.push(to)
    })
    return false
  })
  const warn = (event: BeforeUnloadEvent): void => {
    if (isUnsaved()) event.preventDefault()
  }
  addEventListener('beforeunload', warn)
  onScopeDispose(() => {
    stopGuarding()
    removeEventListener('beforeunload', warn)
  })

  return { isAsking, confirmThen, leave: () => proceed() }
}
