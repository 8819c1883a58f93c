import { PRESETS } from './presets.ts'

/** What people paste along with a base URL: the path of one call. */
const CALLS =
  /\/(chat\/completions|completions|chat|responses|models|embeddings|messages|files|assistants|threads)\/?$/i

/** Hosts of our own machine or network, which speak plain http. */
const LOCAL_HOST =
  /^(localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[|[^./:]+(:|\/|$)|[^/:]+\.local(:|\/|$))/i

/** Where the API lives on hosts whose base URL people often get wrong. */
const KNOWN_BASES: readonly string[] = [
  ...Object.values(PRESETS).flatMap((preset) =>
    preset.baseURL === '' || preset.isLocal ? [] : [preset.baseURL],
  ),
  'https://generativelanguage.googleapis.com/v1beta/openai',
  'https://api.fireworks.ai/inference/v1',
  'https://dashscope.aliyuncs.com/compatible-mode/v1',
  'https://open.bigmodel.cn/api/paas/v4',
  'https://ark.cn-beijing.volces.com/api/v3',
  'https://api.perplexity.ai',
]

/**
 * The base URL that a person meant by `text`: spaces and quotes stripped, a missing scheme added (http for local hosts, else
 * https), the path of a call, credentials, query, hash and trailing slashes removed. `null` when that is no http(s) URL.
 */
export function cleanBaseURL(text: string): string | null {
  const bare = text.replaceAll(/[\s\u200B\uFEFF]+/g, '').replaceAll(/^["'`<“「]+|["'`>”」,;]+$/g, '')
  if (bare === '') return null
  const scheme = LOCAL_HOST.test(bare) ? 'http' : 'https'
  const url = URL.parse(
    /^[a-z][a-z0-9+.-]*:\/\//i.test(bare) ? bare : `${scheme}://${bare.replace(/^\/+/, '')}`,
  )
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  // Servers that listen everywhere print this address; browsers refuse to ask it.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  let path = url.pathname.replace(/\/+$/, '')
  while (CALLS.test(path)) path = path.replace(CALLS, '')
  return url.origin + path.replace(/\/+$/, '')
}

/** Other base URLs to try when this one answers, but not as an API does; the likeliest first, at most eight. */
export function baseURLVariants(baseURL: string): string[] {
  const url = URL.parse(baseURL)
  if (url === null) return []
  const { origin } = url
  const path = url.pathname.replace(/\/+$/, '')
  const known = KNOWN_BASES.filter((base) => URL.parse(base)?.hostname === url.hostname)
  const isAzure = url.hostname.endsWith('.azure.com')
  const candidates = [
    ...known,
    ...(isAzure ? [`${origin}/openai/v1`] : []),
    ...(/\/v\d\w*$/.test(path) ? [] : [`${origin}${path}/v1`]),
    `${origin}/v1`,
    `${origin}/api/v1`,
    `${origin}/openai/v1`,
    `${origin}/api`,
    `${origin}${path.replace(/\/[^/]*$/, '')}`,
    origin,
  ]
  return [...new Set(candidates)].filter((candidate) => candidate !== baseURL).slice(0, 8)
}
