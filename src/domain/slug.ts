const MAX_LENGTH = 40

/**
 * A url-safe name made from a person's words: lower-case letters, digits and hyphens, and not one of `taken`.
 * Words without a Latin letter or digit (Chinese, say) give `fallback`; a taken name is numbered (`ollama-2`).
 */
export function uniqueSlug(words: string, fallback: string, taken: ReadonlySet<string>): string {
  const slug = words
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replaceAll(/^-+|-+$/g, '')
  const base = slug === '' ? fallback : slug
  let candidate = base
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${base}-${number}`
  return candidate
}

/** `words`, numbered when it is one of `taken`: `OpenAI`, `OpenAI 2`, `OpenAI 3`. */
export function uniqueName(words: string, taken: ReadonlySet<string>): string {
  const base = words.replace(/ \d+$/, '')
  let candidate = words
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${base} ${number}`
  return candidate
}
