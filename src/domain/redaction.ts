import type { ApiHeader } from './apiCall.ts'

/** Stands where a secret was. */
export const REDACTED = '[redacted]'

/** Names of headers, of query parameters and of JSON fields whose values are secrets. */
const SECRET_NAME =
  /^(?:proxy-)?authorization$|cookie|(?:^|[-_.])(?:api-?key|key|token|secret|password|passwd|signature|sig|session|jwt|auth|credentials?|assertion|code)$|apikey$|api_key$|secret$|(?:access|auth|id|refresh)token$|password$/iu

/** Shorter ones, such as `none`, stand in half of all words; a key that a person is given is longer by far. */
const SHORTEST_SECRET = 4

export interface Redactor {
  text: (text: string) => string
  headers: (headers: Iterable<ApiHeader>) => ApiHeader[]
  json: (value: unknown) => unknown
  /** A path with its query. */
  path: (path: string) => string
}

/** Takes `secrets`, and what goes by a secret's name, out of what a call is recorded by. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const needles = [...new Set(secrets.flatMap(spellingsOf))].sort((a, b) => b.length - a.length)
  const text = (value: string): string =>
    needles.reduce(
      (left, needle) => (left.includes(needle) ? left.replaceAll(needle, REDACTED) : left),
      value,
    )
  return {
    text,
    headers: (headers) =>
      [...headers].map(([name, value]) => [text(name), isSecretName(name) ? REDACTED : text(value)]),
    json: (value) => redactedJSON(value, text),
    path: (path) => redactedPath(text(path)),
  }
}

/** The secrets that a request carries: what its headers and its address say under a secret's name, and all that the base URL says besides host and path. */
export function secretsOf(headers: Iterable<ApiHeader>, address: string, baseURL: string): string[] {
  const inHeaders = [...headers]
    .filter(([name]) => isSecretName(name))
    // `Bearer <key>`, `Basic <…>`: the key is a secret by itself.
    .flatMap(([, value]) => [value, value.replace(/^\S+\s+/u, '')])
  const inAddress = queryOf(address).filter(([name]) => isSecretName(name))
  const inBase = queryOf(baseURL).filter(([name]) => name !== 'api-version')
  const { username = '', password = '' } = URL.parse(baseURL) ?? {}
  const inQueries = [...inAddress, ...inBase].map(([, value]) => value)
  return [...inHeaders, ...inQueries, username, password].filter((one) => one.length >= SHORTEST_SECRET)
}

const queryOf = (address: string): [string, string][] => [...(URL.parse(address)?.searchParams ?? [])]

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** As it stands in a text, in JSON, in JSON within JSON (a tool's arguments), and in an address. */
function spellingsOf(secret: string): string[] {
  const inJSON = JSON.stringify(secret).slice(1, -1)
  const inQuery = new URLSearchParams([['', secret]]).toString().slice(1)
  return [secret, inJSON, JSON.stringify(inJSON).slice(1, -1), encodeURIComponent(secret), inQuery]
}

function redactedJSON(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return value.map((item: unknown) => redactedJSON(item, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      text(name),
      typeof inner === 'string' && isSecretField(name) ? REDACTED : redactedJSON(inner, text),
    ]),
  )
}

/** Narrower than for headers: `code`, `key`, `token` and `signature` are everyday fields of answers. */
function isSecretField(name: string): boolean {
  return /^(?:authorization|api_?key|access_?token|refresh_?token|client_?secret|password)$/iu.test(name)
}

function redactedPath(path: string): string {
  const mark = path.indexOf('?')
  if (mark === -1) return path
  const parts = path
    .slice(mark + 1)
    .split('&')
    .map((part) => {
      const [name = ''] = part.split('=', 1)
      return isSecretName(decoded(name)) ? `${name}=${REDACTED}` : part
    })
  return `${path.slice(0, mark)}?${parts.join('&')}`
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
