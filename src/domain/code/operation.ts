import { CodeFile, formOf, headerOf, pathOf, queryOf, type CodeCall, type CodeValue } from './description.ts'
import { sdkCallOf, type SdkCall } from './sdkMethods.ts'

/** A call as a program of the SDK makes it. */
export type Operation =
  | {
      kind: 'method'
      sdk: SdkCall
      fields: Record<string, unknown>
      /** The method is given none. */
      isBare: boolean
      isStream: boolean
    }
  /** By the client's own `get`, `post`, and so on. */
  | {
      kind: 'verb'
      verb: string
      path: string
      body: unknown
      query: Record<string, CodeValue>
      /** The header that the methods of the SDK send for themselves. */
      beta: string | null
    }

/** The methods that take what is in the query among their fields. */
const TAKES_QUERY =
  /^(?!models\.).*\.list$|\.listFiles$|\.steps\.retrieve$|\.runs\.create$|^responses\.retrieve$/u

/** What a program does to make a call; `null` where too little of it is known. */
export function operationOf(call: CodeCall): Operation | null {
  const { request } = call
  if (request.kind === 'left-out' || request.kind === 'text') return null
  const body =
    request.kind === 'json' ? request.value : request.kind === 'form' ? formOf(request.fields) : undefined
  const query = queryOf(call.path)
  const path = pathOf(call.path)
  const sdk = sdkCallOf(call.method, path)
  const isFitting =
    sdk !== null &&
    (Object.keys(query).length === 0 || TAKES_QUERY.test(sdk.method.name)) &&
    fitsBody(sdk, body)
  if (!isFitting) {
    return { kind: 'verb', verb: call.method, path, body, query, beta: headerOf(call.headers, 'openai-beta') }
  }
  const ids = sdk.ids.slice(0, -1).map(({ name, value }) => [name, value] as const)
  const fields = { ...Object.fromEntries(ids), ...query, ...(isFields(body) ? body : {}) }
  const isBare = body === undefined && Object.keys(fields).length === 0
  return { kind: 'method', sdk, fields, isBare, isStream: isFields(body) && body['stream'] === true }
}

function fitsBody({ method }: SdkCall, body: unknown): boolean {
  if (body === undefined) return method.verb !== 'POST' || /\.cancel$|threads\.create$/u.test(method.name)
  return method.verb === 'POST' && isFields(body) && !method.name.endsWith('.cancel')
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a program needs files beside it. */
export function filesIn(operation: Operation): CodeFile[] {
  const fields = operation.kind === 'method' ? operation.fields : operation.body
  return isFields(fields) ? Object.values(fields).filter((value) => value instanceof CodeFile) : []
}
