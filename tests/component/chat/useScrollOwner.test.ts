import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, useTemplateRef } from 'vue'
import { type ScrollOwner, useScrollOwner } from '@/composables/useScrollOwner.ts'

const VIEW = 400

let wrapper: VueWrapper
let scroller: HTMLElement
let height: number
let top: number
let writes: number
let frames: FrameRequestCallback[]
/** The height of what is above the one row. */
let above: number
let stick: ScrollOwner

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
  stick.settle()
}
function scrollTo(value: number): void {
  top = value
  scroller.dispatchEvent(new Event('scroll'))
}

beforeEach(async () => {
  height = 1000
  top = 0
  above = 100
  writes = 0
  frames = []
  vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run))
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  wrapper = mount(
    defineComponent(() => {
      const outer = useTemplateRef<HTMLElement>('outer')
      stick = useScrollOwner(outer, {
        anchorAtTop: () => ({ key: 'row', offset: top - above }),
        topOf: (key) => (key === 'row' ? above - top : null),
        newestEdge: () => 'end',
        onMove: () => undefined,
      })
      return () => h('div', { ref: 'outer' })
    }),
  )
  scroller = wrapper.element as HTMLElement
  layOut(scroller)
  await nextTick()
  stick.settle()
  frame()
})
afterEach(() => {
  wrapper.unmount()
  vi.unstubAllGlobals()
})

describe('useScrollOwner', () => {
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
    expect(writes).toBe(1)
    frame()
    expect(writes).toBe(2)
    expect(top).toBe(630)
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
    grow(100)
    grow(100)
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

  it('keeps what is read in its place when something above it grows', () => {
    scrollTo(300)
    above += 150
    grow(150)
    expect(top).toBe(450)
  })

  it('lets a person win who scrolls at the same moment', () => {
    scrollTo(300)
    frame()
    top = 250
    above += 150
    writes = 0
    grow(150)
    expect(top).toBe(250)
  })

  it('lets go when something else has moved it before it could follow', () => {
    top = 200
    writes = 0
    grow(100)
    expect(writes).toBe(0)
    expect(stick.isFollowing.value).toBe(false)
  })

  it('goes to a row, and stays with it while the way is laid out', () => {
    stick.goTo({ key: 'row', offset: -10 })
    expect(top).toBe(90)
    frame()
    above = 400
    grow(300)
    expect(top).toBe(390)
    expect(stick.isFollowing.value).toBe(false)
  })

  it('writes nothing while the tab is hidden, and catches up afterwards', () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    writes = 0
    grow(200)
    frame()
    expect(writes).toBe(0)
    hidden.mockRestore()
    document.dispatchEvent(new Event('visibilitychange'))
    expect(top).toBe(800)
  })
})
