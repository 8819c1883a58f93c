import type { Operation } from './fuzzOperations.ts'

/** A request as it is sent: everything that may be wrong with one, as data. */
export interface FuzzedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | null
  /** The body ends with an error after its bytes. */
  isCut?: boolean
}

export type Filled = Operation & { url: string }

/** Puts the ids into an operation's path. */
export function filled(operation: Operation, ids: Record<string, string>): Filled {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')
  return { ...operation, url: operation.query === undefined ? path : `${path}?${operation.query}` }
}

export const JSON_TYPE = { 'content-type': 'application/json' }

/** The request that an operation accepts. */
export function validRequest(operation: Filled): FuzzedRequest {
  const { method, url: path, body, form } = operation
  if (form !== undefined) return { method, path, ...multipart(Object.entries(form)) }
  if (body !== undefined) return { method, path, headers: JSON_TYPE, body: JSON.stringify(body) }
  return { method, path, headers: {}, body: null }
}

const BOUNDARY = 'skein-boundary'

/** A form as it is sent; files are three bytes long. */
export function multipart(fields: readonly Field[]): Pick<FuzzedRequest, 'headers' | 'body'> {
  const parts = fields.map(([name, value]) => {
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`
    if (typeof value === 'string') return `${head}\r\n\r\n${value}\r\n`
    return `${head}; filename="${value.name}"\r\nContent-Type: ${value.type}\r\n\r\nabc\r\n`
  })
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}--${BOUNDARY}--\r\n`,
  }
}

export type Field = readonly [name: string, value: string | File]
