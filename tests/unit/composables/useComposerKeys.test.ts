import { describe, expect, it, vi } from 'vitest'
import { useComposerKeys } from '@/composables/useComposerKeys.ts'

const INPUT_METHOD = 229
const ENTER = 13

/** Just what a key event has that matters here. */
function key(name: string, init: Partial<KeyboardEvent> = {}, preventDefault = vi.fn()): KeyboardEvent {
  const event = { key: name, keyCode: ENTER, isComposing: false, timeStamp: 1000, ...init, preventDefault }
  return event as unknown as KeyboardEvent
}
const compositionEnd = (timeStamp: number): CompositionEvent => ({ timeStamp }) as CompositionEvent

function setup(isEmpty = false): {
  keys: ReturnType<typeof useComposerKeys>
  send: ReturnType<typeof vi.fn>
  editLast: ReturnType<typeof vi.fn>
} {
  const send = vi.fn()
  const editLast = vi.fn()
  return { keys: useComposerKeys({ send, editLast, isEmpty: () => isEmpty }), send, editLast }
}

describe('useComposerKeys', () => {
  it('sends on Enter and keeps the line break out', () => {
    const { keys, send } = setup()
    const preventDefault = vi.fn()
    keys.onKeydown(key('Enter', {}, preventDefault))
    expect(send).toHaveBeenCalledOnce()
    expect(preventDefault).toHaveBeenCalledOnce()
  })

  it('breaks the line on Shift+Enter', () => {
    const { keys, send } = setup()
    const preventDefault = vi.fn()
    keys.onKeydown(key('Enter', { shiftKey: true }, preventDefault))
    expect(send).not.toHaveBeenCalled()
    expect(preventDefault).not.toHaveBeenCalled()
  })

  it('does not send the Enter of a composition (isComposing)', () => {
    const { keys, send } = setup()
    keys.onKeydown(key('Enter', { isComposing: true }))
    expect(send).not.toHaveBeenCalled()
  })

  it('does not send an Enter that the input method handles (keyCode 229)', () => {
    const { keys, send } = setup()
    keys.onKeydown(key('Enter', { keyCode: INPUT_METHOD }))
    expect(send).not.toHaveBeenCalled()
  })

  it("does not send Safari's Enter, which comes right after compositionend", () => {
    const { keys, send } = setup()
    keys.onCompositionend(compositionEnd(1000))
    keys.onKeydown(key('Enter', { timeStamp: 1004 }))
    expect(send).not.toHaveBeenCalled()
  })

  it('sends the next Enter once the key that ended the composition is up', () => {
    const { keys, send } = setup()
    keys.onCompositionend(compositionEnd(1000))
    keys.onKeydown(key('Enter', { timeStamp: 1004 }))
    keys.onKeyup()
    keys.onKeydown(key('Enter', { timeStamp: 1100 }))
    expect(send).toHaveBeenCalledOnce()
  })

  it('sends an Enter long after a composition that a click ended', () => {
    const { keys, send } = setup()
    keys.onCompositionend(compositionEnd(1000))
    keys.onKeydown(key('Enter', { timeStamp: 1600 }))
    expect(send).toHaveBeenCalledOnce()
  })

  it('edits the last message on Up, in an empty field only', () => {
    const filled = setup(false)
    filled.keys.onKeydown(key('ArrowUp'))
    expect(filled.editLast).not.toHaveBeenCalled()
    const empty = setup(true)
    empty.keys.onKeydown(key('ArrowUp'))
    expect(empty.editLast).toHaveBeenCalledOnce()
  })
})
