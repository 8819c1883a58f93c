import { readonly, type Ref, ref } from 'vue'

interface FileDrop {
  /** Files are being held over it. */
  isOver: Readonly<Ref<boolean>>
  listeners: Record<'dragenter' | 'dragover' | 'dragleave' | 'drop', (event: DragEvent) => void>
}

/**
 * Takes files that are dropped on an element; other things that are dragged pass by. What a dropped folder holds, only the `transfer` tells.
 */
export function useFileDrop(take: (files: File[], transfer: DataTransfer) => void): FileDrop {
  const isOver = ref(false)
  // Entering a child fires before leaving its parent: only the balance tells.
  let depth = 0

  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
  function count(event: DragEvent, step: 1 | -1): void {
    if (!holdsFiles(event)) return
    depth = Math.max(0, depth + step)
    isOver.value = depth > 0
  }

  return {
    isOver: readonly(isOver),
    listeners: {
      dragenter: (event) => count(event, 1),
      dragover: (event) => {
        if (holdsFiles(event)) event.preventDefault()
      },
      dragleave: (event) => count(event, -1),
      drop: (event) => {
        depth = 0
        isOver.value = false
        if (event.dataTransfer === null || !holdsFiles(event)) return
        event.preventDefault()
        take([...event.dataTransfer.files], event.dataTransfer)
      },
    },
  }
}
