import { computed, onMounted, onScopeDispose, type Ref, ref, type ShallowRef } from 'vue'
import { isForPaper } from '@/composables/paper.ts'

/** Whether an element has been in view, or is wanted on paper. */
export function useSeen(host: Readonly<ShallowRef<Element | null>>): Readonly<Ref<boolean>> {
  const isSeen = ref(typeof IntersectionObserver === 'undefined')
  if (isSeen.value) return isSeen
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    isSeen.value = true
    observer.disconnect()
  })
  onMounted(() => {
    if (host.value !== null) observer.observe(host.value)
  })
  onScopeDispose(() => observer.disconnect())
  return computed(() => isSeen.value || isForPaper.value)
}
