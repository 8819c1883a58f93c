import 'fake-indexeddb/auto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { network } from './network.ts'

// A request that nobody expects fails its test; `network.use(…)` answers one.
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterEach(() => network.resetHandlers())
afterAll(() => network.close())

// A warning of Vue's, or any error on the console, fails the test that caused it.
const spies = { warn: vi.spyOn(console, 'warn'), error: vi.spyOn(console, 'error') }

beforeEach(() => {
  spies.warn.mockReset().mockImplementation(() => undefined)
  spies.error.mockReset().mockImplementation(() => undefined)
})
afterEach(() => {
  expect([...spies.warn.mock.calls, ...spies.error.mock.calls]).toEqual([])
})

// What jsdom lacks.
globalThis.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  })
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
Object.assign(Element.prototype, { scrollIntoView: () => undefined, hasPointerCapture: () => false })
