import { vi } from 'vitest'

// What jsdom lacks of a page that is laid out. Import it before the component.
vi.stubGlobal(
  'IntersectionObserver',
  class {
    observe(): void {}
    disconnect(): void {}
  },
)
vi.stubGlobal('CSS', { supports: () => true })
