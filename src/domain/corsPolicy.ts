/** What a page of another origin may do with a host, as far as that is known. */
export type CorsPolicy =
  /** Any header passes, but a refused key comes back without CORS headers: the page sees no 401, only a failure. */
  | 'hides-errors'
  /** A fixed list of request headers; one more and the preflight fails. */
  | 'fixed-headers'
  /** No page can read it. */
  | 'none'
  | 'unknown'

// Measured by big-AGI on 2026-08-14 (kb/systems/client-side-fetch.md in its repository).
const POLICIES: readonly (readonly [hostEnd: string, policy: CorsPolicy])[] = [
  ['api.openai.com', 'hides-errors'],
  ['api.cerebras.ai', 'hides-errors'],
  ['openrouter.ai', 'fixed-headers'],
  ['api.mistral.ai', 'fixed-headers'],
  ['api.perplexity.ai', 'fixed-headers'],
  ['api.moonshot.ai', 'fixed-headers'],
  ['api.moonshot.cn', 'fixed-headers'],
  ['api.fireworks.ai', 'fixed-headers'],
  ['generativelanguage.googleapis.com', 'fixed-headers'],
  ['integrate.api.nvidia.com', 'none'],
  ['.amazonaws.com', 'none'],
]

/** The policy of the host of `url`. */
export function corsPolicyOf(url: string): CorsPolicy {
  const host = URL.parse(url)?.hostname ?? ''
  const known = POLICIES.find(([end]) => host === end || host.endsWith(end.startsWith('.') ? end : `.${end}`))
  return known?.[1] ?? 'unknown'
}
