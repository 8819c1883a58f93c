import { cleanBaseURL } from './baseURL.ts'
import type { ChatApi, Connection, KeyMode } from './connection.ts'
import { PRESETS, type PresetKind } from './presets.ts'

/** A connection before it is added; id and slug are made from it. */
export type ConnectionDraft = Omit<Connection, 'id' | 'slug'>

/** What a person fills in about a connection; all texts as typed. The key and its passphrase live here only until saved. */
export interface ConnectionFields {
  kind: PresetKind
  name: string
  baseURL: string
  /** Empty: none, or the one that is kept already. */
  secret: string
  mode: Exclude<KeyMode, 'none'>
  passphrase: string
  repeatedPassphrase: string
  api: 'auto' | ChatApi
  assistants: Connection['assistants']
  organization: string
  project: string
  headers: { name: string; value: string }[]
}

export type FieldProblem = 'name-missing' | 'url-invalid' | 'key-not-ascii' | 'header-invalid'

/** Headers that a page cannot set, or that the requests themselves need. https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN_HEADER =
  /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|content-type|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i

/** The fields of a new connection of a kind. */
export function newFields(kind: PresetKind): ConnectionFields {
  const preset = PRESETS[kind]
  return {
    kind,
    name: preset.name,
    baseURL: preset.baseURL,
    secret: '',
    mode: 'tab',
    passphrase: '',
    repeatedPassphrase: '',
    api: 'auto',
    assistants: 'auto',
    organization: '',
    project: '',
    headers: [],
  }
}

/** Another kind brings its name and address along, unless the person has typed their own. */
export function withKind(fields: ConnectionFields, kind: PresetKind): ConnectionFields {
  const before = PRESETS[fields.kind]
  const after = PRESETS[kind]
  return {
    ...fields,
    kind,
    name: fields.name === before.name ? after.name : fields.name,
    baseURL: fields.baseURL === before.baseURL ? after.baseURL : fields.baseURL,
  }
}

/** The fields of a connection that is there already. The demo has none. */
export function fieldsOf(connection: Connection): ConnectionFields {
  const { kind, key } = connection
  return {
    ...newFields(kind === 'demo' ? 'custom' : kind),
    name: connection.name,
    baseURL: connection.baseURL,
    mode: key.mode === 'none' ? 'tab' : key.mode,
    api: connection.api,
    assistants: connection.assistants,
    organization: connection.organization ?? '',
    project: connection.project ?? '',
    headers: Object.entries(connection.headers ?? {}).map(([name, value]) => ({ name, value })),
  }
}

/** Whether a page can send this request header. */
export function isSendableHeader({ name, value }: { name: string; value: string }): boolean {
  return (
    HEADER_NAME.test(name.trim()) &&
    !FORBIDDEN_HEADER.test(name.trim()) &&
    /^[\t\x20-\x7E\xA0-\xFF]*$/.test(value)
  )
}

/** What is wrong with the fields. A header without name and value counts as not there. */
export function problemsOf(fields: ConnectionFields): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (fields.name.trim() === '') problems.push('name-missing')
  if (cleanBaseURL(fields.baseURL) === null) problems.push('url-invalid')
  if (!/^[\x20-\x7E]*$/.test(fields.secret.trim())) problems.push('key-not-ascii')
  if (!filledHeaders(fields).every(isSendableHeader)) problems.push('header-invalid')
  return problems
}

function filledHeaders({ headers }: ConnectionFields): ConnectionFields['headers'] {
  return headers.filter(({ name, value }) => name.trim() !== '' || value.trim() !== '')
}

/**
 * The connection that the fields describe; call it only when `problemsOf` finds none. `hasKey`: one is kept already.
 * A server that needs no key and gets none has the key mode `none`.
 */
export function draftOf(fields: ConnectionFields, hasKey: boolean): ConnectionDraft {
  const organization = fields.organization.trim()
  const project = fields.project.trim()
  const headers = filledHeaders(fields).map(({ name, value }) => [name.trim(), value.trim()] as const)
  const isKeyless = fields.secret.trim() === '' && !hasKey && !PRESETS[fields.kind].needsKey
  return {
    kind: fields.kind,
    name: fields.name.trim(),
    baseURL: cleanBaseURL(fields.baseURL) ?? fields.baseURL,
    api: fields.api,
    assistants: fields.assistants,
    ...(organization !== '' && { organization }),
    ...(project !== '' && { project }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    key: { mode: isKeyless ? 'none' : fields.mode },
  }
}
