/**
 * The SDK itself (88 kB gzip), as one chunk. Loaded with `import('./sdk.ts')` only, and fetched ahead of time by
 * `app/preload.ts`; everything else in `services` takes types from it and the error classes (0.8 kB) from `openai/core/error`.
 */
export { default as OpenAI } from 'openai'
export { Stream } from 'openai/core/streaming'
