import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, useTemplateRef } from 'vue'
import { useStickToBottom } from '@/composables/useStickToBottom.ts'

const VIEW = 400

let wrapper: VueWrapper
let scroller: HTMLElement
let height: number
let top: number
let writes: number
let frames: FrameRequestCallback[]
let resize: () => void
let stick: ReturnType<typeof useStickToBottom>

/** jsdom lays nothing out: the sizes are ours, and so are the frames. */
function layOut(element: HTMLElement): void {
  Object.defineProperties(element, {
    clientHeight: { value: VIEW },
    scrollHeight: { get: () => height },
    scrollTop: {
      get: () => top,
      set: (value: number) => {
        writes += 1
        top = Math.min(value, height - VIEW)
      },
    },
  })
}

function frame(): void {
  for (const run of frames.splice(0)) run(0)
}
function grow(by: number): void {
  height += by
  resize()
}
function scrollTo(value: number): void {
  top = value
  scroller.dispatchEvent(new Event('scroll'))
}

beforeEach(async () => {
  height = 1000
  top = 0
  writes = 0
  frames = []
  vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run))
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(run: () => void) {
        resize = run
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
  wrapper = mount(
    defineComponent(() => {
      const outer = useTemplateRef<HTMLElement>('outer')
      const inner = useTemplateRef<HTMLElement>('inner')
      stick = useStickToBottom(outer, inner)
      return () => h('div', { ref: 'outer' }, [h('div', { ref: 'inner' })])
    }),
  )
  scroller = wrapper.element as HTMLElement
  layOut(scroller)
  await nextTick()
  frame()
})
afterEach(() => {
  wrapper.unmount()
  vi.unstubAllGlobals()
})

describe('useStickToBottom', () => {
  it('starts at the end and follows it', () => {
    expect(top).toBe(600)
    grow(200)
    frame()
    expect(top).toBe(800)
  })

  it('writes at most once a frame', () => {
    writes = 0
    grow(10)
    grow(10)
    grow(10)
    frame()
    expect(writes).toBe(1)
  })

  it.each([
    ['the wheel turns up', () => scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }))],
    ['Page Up is pressed', () => scroller.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageUp' }))],
    ['the scrollbar is dragged up', () => scrollTo(500)],
    [
      'a finger drags down',
      () => {
        const touch = (type: string, clientY: number): Event =>
          Object.assign(new Event(type), { touches: [{ clientY }] })
        scroller.dispatchEvent(touch('touchstart', 100))
        scroller.dispatchEvent(touch('touchmove', 130))
      },
    ],
  ])('lets go the moment %s, and writes no more', (_, act) => {
    act()
    expect(stick.isFollowing.value).toBe(false)
    writes = 0
    grow(200)
    frame()
    expect(writes).toBe(0)
  })

  it('lets go even when a frame was already asked for', () => {
    grow(200)
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }))
    writes = 0
    frame()
    expect(writes).toBe(0)
  })

  it('keeps following when the wheel turns down', () => {
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: 1 }))
    expect(stick.isFollowing.value).toBe(true)
  })

  it('keeps following when the content shrinks', () => {
    height = 900
    scrollTo(500)
    expect(stick.isFollowing.value).toBe(true)
  })

  it('follows again once a person has scrolled to the end', () => {
    scrollTo(300)
    expect(stick.isFollowing.value).toBe(false)
    scrollTo(599)
    expect(stick.isFollowing.value).toBe(true)
  })

  it('jumps to the end when asked', () => {
    scrollTo(100)
    stick.jump()
    frame()
    expect(top).toBe(600)
    expect(stick.isFollowing.value).toBe(true)
  })
})
