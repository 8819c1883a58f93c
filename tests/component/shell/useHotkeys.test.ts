import { effectScope } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { useHotkeys } from '@/composables/useHotkeys.ts'

const press = (init: KeyboardEventInit, target: EventTarget = document.body): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))

describe('useHotkeys', () => {
  it('runs with the modifier anywhere, a bare key only outside of text fields, and nothing while composing', () => {
    const palette = vi.fn<() => void>()
    const help = vi.fn<() => void>()
    const scope = effectScope()
    scope.run(() => useHotkeys({ 'mod+k': palette, '?': help }))
    const input = document.body.appendChild(document.createElement('textarea'))

    press({ key: 'k', ctrlKey: true }, input)
    press({ key: 'k' }, input)
    expect(palette).toHaveBeenCalledTimes(1)
    press({ key: '?', shiftKey: true }, input)
    expect(help).not.toHaveBeenCalled()
    press({ key: '?', shiftKey: true })
    expect(help).toHaveBeenCalledTimes(1)
    press({ key: 'k', ctrlKey: true, isComposing: true })
    expect(palette).toHaveBeenCalledTimes(1)

    scope.stop()
    press({ key: 'k', ctrlKey: true })
    expect(palette).toHaveBeenCalledTimes(1)
    input.remove()
  })
})
