/**
 * The SDK itself (88 kB gzip), as one chunk: loaded with `import('./sdk.ts')` only, and fetched ahead of time while the
 * page is idle. Everything else in `services` takes nothing but types from it.
 */
export { default as OpenAI } from 'openai'
export { Stream } from 'openai/core/streaming'
