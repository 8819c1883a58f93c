import {
  getCurrentScope,
  onScopeDispose,
  readonly,
  type Ref,
  ref,
  toValue,
  watch,
  type MaybeRefOrGetter,
} from 'vue'

/** The time in milliseconds since the epoch, renewed every `everyMs` while `isWanted`. */
export function useNow(isWanted: MaybeRefOrGetter<boolean>, everyMs = 1000): Readonly<Ref<number>> {
  const now = ref(Date.now())
  let timer: ReturnType<typeof setTimeout> | undefined

  function tick(): void {
    now.value = Date.now()
    timer = setTimeout(tick, everyMs)
  }

  watch(
    () => toValue(isWanted),
    (is) => {
      clearTimeout(timer)
      if (is) tick()
    },
    { immediate: true },
  )
  if (getCurrentScope() !== undefined) onScopeDispose(() => clearTimeout(timer))
  return readonly(now)
}
