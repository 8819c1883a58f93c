// @vitest-environment jsdom
import { type EffectScope, effectScope, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useEscape } from '@/composables/useEscape.ts'

let scope: EffectScope
const action = vi.fn()
const page = { work: document.createElement('main'), dialog: document.createElement('dialog') }

function press(target: HTMLElement, init: KeyboardEventInit = {}): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, ...init }),
  )
}

beforeEach(() => {
  scope = effectScope()
  action.mockClear()
  page.work.innerHTML = '<textarea></textarea>'
  document.body.append(page.work, page.dialog)
  scope.run(() => useEscape(ref(page.work), action))
})
afterEach(() => scope.stop())

describe('useEscape', () => {
  it('hears Escape inside its element, and where nothing has the focus', () => {
    press(page.work.querySelector('textarea')!)
    press(document.body)
    expect(action).toHaveBeenCalledTimes(2)
  })

  it('leaves to what lies over its element the Escape that closes it', () => {
    press(page.dialog)
    expect(action).not.toHaveBeenCalled()
  })

  it('leaves alone what an input method or another listener has taken, and other keys', () => {
    press(page.work, { isComposing: true })
    press(page.work, { key: 'Enter' })
    page.work.addEventListener('keydown', (event) => event.preventDefault(), { once: true })
    press(page.work)
    expect(action).not.toHaveBeenCalled()
  })

  it('ends with its scope', () => {
    scope.stop()
    press(page.work)
    expect(action).not.toHaveBeenCalled()
  })
})
