/** Where Pyodide's packages come from. */
export const PACKAGE_HOST = 'cdn.jsdelivr.net'

/**
 * The host that a person meant by `text`, as the browser writes it (lower case, Punycode, the port where it isn't https's own);
 * of an address only its host is taken. `null` when that is none.
 */
export function cleanHost(text: string): string | null {
  const bare = text.trim()
  if (bare === '' || /\s/u.test(bare)) return null
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//iu.test(bare) ? bare : `https://${bare}`)
  if (url === null || !/^https?:$/u.test(url.protocol)) return null
  return url.host.includes('.') || url.hostname === 'localhost' ? url.host : null
}
