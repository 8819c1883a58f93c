import { onScopeDispose } from 'vue'

const isApple = /Mac|iPhone|iPad/u.test(navigator.userAgent)

/** How the command key is written on this machine. */
export const MODIFIER = isApple ? '⌘' : 'Ctrl '

/** `mod+k`: ⌘ on Apple, Ctrl elsewhere; `mod+shift+o`; a bare key only works outside of text fields. */
export type HotkeyMap = Record<string, () => void>

/** Whether the command key of this machine is held. */
export function isCommandKey(event: KeyboardEvent): boolean {
  return isApple ? event.metaKey : event.ctrlKey
}

function nameOf(event: KeyboardEvent): string {
  const parts = [
    isCommandKey(event) && 'mod',
    event.shiftKey && isCommandKey(event) && 'shift',
    event.key.toLowerCase(),
  ]
  return parts.filter(Boolean).join('+')
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
  )
}

/** Listens on the window until the scope ends. Keys of an input method's composition are left alone. */
export function useHotkeys(hotkeys: HotkeyMap): void {
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.defaultPrevented) return
    const name = nameOf(event)
    const run = hotkeys[name]
    if (run === undefined || (!name.startsWith('mod+') && isTyping(event.target))) return
    event.preventDefault()
    run()
  }
  addEventListener('keydown', onKeydown)
  onScopeDispose(() => removeEventListener('keydown', onKeydown))
}
