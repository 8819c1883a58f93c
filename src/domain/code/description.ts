import type { ApiCall, ApiField, ApiHeader } from '../apiCall.ts'
import { REDACTED } from '../redaction.ts'

/** A call, recorded or described. */
export type CodeCall = Pick<ApiCall, 'method' | 'path' | 'baseURL' | 'headers' | 'request'>

/** A header, or what an environment variable of that name holds. */
export type CodeHeader = { name: string; value: string } | { name: string; variable: string }

/** Where a call goes, and what goes with each. */
export interface CodeTarget {
  baseURL: string
  isOpenAI: boolean
  /** The environment variable with the key; `null`: the endpoint wants none. */
  keyVariable: string | null
  /** Azure's way of sending it. */
  isKeyHeader: boolean
  organization: string | null
  project: string | null
  /** Besides those that say what the body is. */
  headers: readonly CodeHeader[]
  /** Of every call, such as Azure's `api-version`. */
  query: Readonly<Record<string, string>>
}

export type CodeValue = string | number | CodeValue[] | CodeFile | { [name: string]: CodeValue }

/** A file of a form, which is beside the program under its name. */
export class CodeFile {
  readonly name: string
  readonly type: string
  constructor(name: string, type: string) {
    this.name = name
    this.type = type
  }
}

const OPENAI = 'https://api.openai.com/v1'

/** Sent by every client for itself, or said otherwise. */
const OWN_HEADERS =
  /^(?:authorization|api-key|content-type|content-length|accept|user-agent|openai-(?:beta|organization|project)|x-stainless-.*)$/u

/** Where a call goes. What was answered inside the page has no address: such code asks OpenAI. */
export function targetOf({ baseURL, headers }: CodeCall): CodeTarget {
  const url = URL.parse(baseURL)
  const isInside = url?.hostname.endsWith('.skein.invalid') ?? true
  const address = isInside || url === null ? OPENAI : url.origin + url.pathname.replace(/\/$/u, '')
  const isOpenAI = address === OPENAI
  const isKeyHeader = headerOf(headers, 'api-key') !== null
  const hasKey = isInside || isKeyHeader || headerOf(headers, 'authorization') !== null
  return {
    baseURL: address,
    isOpenAI,
    isKeyHeader,
    keyVariable: hasKey ? keyVariable(isOpenAI, isKeyHeader) : null,
    organization: headerOf(headers, 'openai-organization'),
    project: headerOf(headers, 'openai-project'),
    headers: headers.filter(([name]) => !OWN_HEADERS.test(name.toLowerCase())).map(codeHeader),
    query: Object.fromEntries(url?.searchParams ?? []),
  }
}

/** OpenAI's key is not what another server should be sent by mistake. */
function keyVariable(isOpenAI: boolean, isKeyHeader: boolean): string {
  if (isOpenAI) return 'OPENAI_API_KEY'
  return isKeyHeader ? 'AZURE_OPENAI_API_KEY' : 'API_KEY'
}

function codeHeader([name, value]: ApiHeader): CodeHeader {
  if (!value.includes(REDACTED)) return { name, value }
  return { name, variable: name.toUpperCase().replaceAll(/[^A-Z0-9]+/gu, '_') }
}

export function headerOf(headers: readonly ApiHeader[], wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null
}

/** A path's query as an object: `include[]=a` is a list, `filter[x]=a` an object. */
export function queryOf(path: string): Record<string, CodeValue> {
  const [, query = ''] = path.split(/\?(.*)/su)
  return nested([...new URLSearchParams(query)])
}

export const pathOf = (path: string): string => path.split('?', 1)[0] ?? ''

/** A form's fields as the object that it was made of. */
export function formOf(fields: readonly ApiField[]): Record<string, CodeValue> {
  return nested(
    fields.map((field) => [
      field.name,
      'file' in field ? new CodeFile(field.file.name, field.file.type) : field.text,
    ]),
  )
}

function nested(pairs: readonly (readonly [string, CodeValue])[]): Record<string, CodeValue> {
  const result = new Map<string, CodeValue>()
  for (const [name, value] of pairs) {
    const [, outer = name, inner] = /^([^[\]]+)\[([^[\]]*)\]$/u.exec(name) ?? []
    const before = result.get(outer)
    if (inner === undefined) result.set(name, counted(value))
    else if (inner === '') result.set(outer, [...(Array.isArray(before) ? before : []), value])
    else result.set(outer, { ...(isObject(before) ? before : {}), [inner]: counted(value) })
  }
  return Object.fromEntries(result)
}

function isObject(value: CodeValue | undefined): value is { [name: string]: CodeValue } {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof CodeFile)
}

/** A number, where it reads the same as one. */
function counted(value: CodeValue): CodeValue {
  return typeof value === 'string' && /^(?:0|[1-9]\d{0,14})$/u.test(value) ? Number(value) : value
}
