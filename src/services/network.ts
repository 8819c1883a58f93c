import type { AppErrorKind } from '../domain/errors.ts'

export type NetworkErrorKind = Extract<
  AppErrorKind,
  'offline' | 'mixed-content' | 'local-network' | 'cors' | 'unreachable'
>

/** What the page knows that the services do not. */
export interface PageEnvironment {
  pageURL: string
  isOnline: boolean
  fetch: typeof fetch
  /** Whether the browser lets this page reach the person's own machine or network; `unknown`: it has no such rule. */
  localNetworkPermission: (place: 'loopback' | 'local') => Promise<PermissionState | 'unknown'>
}

const PROBE_TIMEOUT_MS = 5000

/**
 * Finds out why a request got no answer, as far as a browser can tell: a page is told no more than "Failed to fetch".
 * A probe that the page may not read but that resolves means that the host is up: then its CORS headers are missing,
 * or its preflight refused a header. OpenAI's own 401 has no CORS headers either, so for it `cors` may mean a wrong key.
 */
export async function diagnoseNetworkError(
  { url, ...page }: PageEnvironment & { url: string },
  signal?: AbortSignal,
): Promise<NetworkErrorKind> {
  const target = URL.parse(url)
  const from = URL.parse(page.pageURL)
  if (target === null) return 'unreachable'
  const place = placeOf(target.hostname)
  if (!page.isOnline && place !== 'loopback') return 'offline'
  // Nothing is hidden from what is no page.
  if (from === null) return 'unreachable'
  const isMixed = from.protocol === 'https:' && target.protocol === 'http:'
  if (place === 'public') {
    if (isMixed) return 'mixed-content'
  } else if (isInward(url, page.pageURL)) {
    const permission = await page.localNetworkPermission(place)
    if (permission === 'denied') return 'local-network'
    // A browser without that permission has no exception for http in the local network either, only for loopback.
    if (permission === 'unknown' && isMixed && place === 'local') return 'mixed-content'
  }
  return (await isUp(url, page.fetch, signal)) ? 'cors' : 'unreachable'
}

/** The environment of the page that this runs in; outside a page (under Node), an online one without an address. */
export function pageEnvironment(): PageEnvironment {
  return {
    pageURL: 'location' in globalThis ? location.href : '',
    isOnline: 'onLine' in navigator ? navigator.onLine : true,
    fetch: globalThis.fetch.bind(globalThis),
    localNetworkPermission: queryPermission,
  }
}

const DISTANCE = { loopback: 0, local: 1, public: 2 } as const

/** Whether a request goes from a page to a place nearer to the person than the page's own, which a browser may ask about. */
export function isInward(url: string, pageURL: string): boolean {
  const [to, from] = [URL.parse(url), URL.parse(pageURL)]
  return to !== null && from !== null && DISTANCE[placeOf(from.hostname)] > DISTANCE[placeOf(to.hostname)]
}

/** Where a host is, as Chromium's Local Network Access sees it. */
export function placeOf(hostname: string): keyof typeof DISTANCE {
  // A page opened from a file has no host.
  if (hostname === '' || hostname === 'localhost' || hostname.endsWith('.localhost')) return 'loopback'
  if (hostname.endsWith('.local')) return 'local'
  if (hostname.startsWith('[')) return /^\[::1?\]$/.test(hostname) ? 'loopback' : ipv6Place(hostname)
  return /^\d+(\.\d+){3}$/.test(hostname) ? ipv4Place(hostname) : 'public'
}

function ipv4Place(address: string): keyof typeof DISTANCE {
  if (/^127\.|^0\.0\.0\.0$/.test(address)) return 'loopback'
  const isLocal =
    /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address)
  return isLocal ? 'local' : 'public'
}

/** Unique local and link-local addresses. */
function ipv6Place(address: string): keyof typeof DISTANCE {
  return /^\[f([cd]|e[89ab])/.test(address) ? 'local' : 'public'
}

async function isUp(url: string, fetch: typeof globalThis.fetch, signal?: AbortSignal): Promise<boolean> {
  const timeout = AbortSignal.timeout(PROBE_TIMEOUT_MS)
  try {
    await fetch(url, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return true
  } catch {
    // The failure is the answer: nothing there, or nothing that this browser can reach.
    return false
  }
}

async function queryPermission(place: 'loopback' | 'local'): Promise<PermissionState | 'unknown'> {
  for (const name of [`${place === 'local' ? 'local' : 'loopback'}-network`, 'local-network-access']) {
    try {
      // Newer than TypeScript's list of names.
      const status = await navigator.permissions.query({ name: name as PermissionName })
      return status.state
    } catch {
      // A name that this browser does not know; Chromium 142 to 144 know only the second.
    }
  }
  return 'unknown'
}
