import { vi } from 'vitest'

const { waitFor } = vi

/** On a busy machine a second, vitest's default, is not long: what is waited for here comes, or the test has failed. */
vi.waitFor = (callback, options) => waitFor(callback, options ?? { timeout: 10_000 })
