/** Safari reports the Enter that ends a composition up to this long after `compositionend`. */
const AFTER_COMPOSITION_MS = 500
/** What keydown says while an input method handles the key. */
const KEY_CODE_OF_INPUT_METHOD = 229

interface ComposerKeys {
  onKeydown: (event: KeyboardEvent) => void
  onKeyup: () => void
  onCompositionend: (event: CompositionEvent) => void
}

/**
 * The keys of a message field: Enter sends, Shift+Enter breaks the line, and the Enter with which an input method
 * takes a word never sends. Up in an empty field edits the last message.
 */
export function useComposerKeys(actions: {
  send: () => void
  editLast: () => void
  isEmpty: () => boolean
}): ComposerKeys {
  let compositionEndedAt = Number.NEGATIVE_INFINITY

  function isOfInputMethod(event: KeyboardEvent): boolean {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari tells composition in no other way
    if (event.isComposing || event.keyCode === KEY_CODE_OF_INPUT_METHOD) return true
    // Safari: compositionend comes first, then the keydown of the same press, then keyup (which resets this).
    return event.timeStamp - compositionEndedAt < AFTER_COMPOSITION_MS
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      if (isOfInputMethod(event)) return
      event.preventDefault()
      actions.send()
    } else if (event.key === 'ArrowUp' && actions.isEmpty() && !isOfInputMethod(event)) {
      event.preventDefault()
      actions.editLast()
    }
  }

  return {
    onKeydown,
    onKeyup: () => {
      compositionEndedAt = Number.NEGATIVE_INFINITY
    },
    onCompositionend: (event) => {
      compositionEndedAt = event.timeStamp
    },
  }
}
