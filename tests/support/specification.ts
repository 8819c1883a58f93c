import { type Check, loadSpecification, type Operation, type Specification } from './openapi.ts'

type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>

/** Where we knowingly leave the specification, by operation. */
const NOT_CHECKED: Record<string, string> = {
  'GET /files/{file_id}/content': 'the answer is the bytes of the file; the specification has a JSON string',
}

/** Something that was sent or answered, and that OpenAI's specification does not have. */
export class SpecificationError extends Error {
  constructor(what: string, faults: string, value: unknown) {
    super(
      `${what} does not fit OpenAI's specification:\n  ${faults}\n${JSON.stringify(value).slice(0, 2000)}`,
    )
    this.name = 'SpecificationError'
  }
}

let loaded: Specification | null | undefined

function specification(): Specification | null {
  if (loaded === undefined) {
    loaded = loadSpecification()
    if (loaded === null) console.warn('OpenAI’s specification is not here: the wire is not validated.')
  }
  return loaded
}

/**
 * A fetch that holds both sides to OpenAI's specification: each request that the server accepts, each answer, and each event of
 * a stream. What does not fit is thrown, and kept in `violations`, for where the thrower is not listened to.
 */
export function validated(fetch: Fetch, violations: SpecificationError[] = []): Fetch {
  const spec = specification()
  if (spec === null) return fetch
  const report = (error: SpecificationError): never => {
    violations.push(error)
    throw error
  }
  return async (input, init) => {
    const request = new Request(input, init)
    const copy = request.clone()
    const response = await fetch(request)
    // The SDK fetches `data:,` to learn what a fetch can do.
    if (!request.url.startsWith('http')) return response
    if (!response.ok) {
      await checkError(spec, copy, response, report)
      return response
    }
    const operation = spec.operation(request.method, pathOf(request))
    if (operation === null) {
      return report(new SpecificationError(`${request.method} ${pathOf(request)}`, 'unknown operation', null))
    }
    await checkRequest(operation, copy, report)
    if (isStream(response)) return checkedStream(spec, operation, response, report)
    if (!(operation.name in NOT_CHECKED)) {
      const answer: unknown = await response.clone().json()
      expectFit(operation.answer, answer, `${operation.name}: the answer`, report)
    }
    return response
  }
}

type Report = (error: SpecificationError) => never

function expectFit(check: Check, value: unknown, what: string, report: Report): void {
  const faults = check(value)
  if (faults !== null) report(new SpecificationError(what, faults, value))
}

async function checkError(spec: Specification, request: Request, response: Response, report: Report) {
  const answer: unknown = await response
    .clone()
    .json()
    .catch(() => 'not JSON')
  const what = `${request.method} ${pathOf(request)}: the answer ${response.status}`
  expectFit(spec.error, answer, what, report)
}

async function checkRequest(operation: Operation, request: Request, report: Report): Promise<void> {
  const query = nested([...new URL(request.url).searchParams])
  expectFit(operation.query, query, `${operation.name}: the query`, report)
  const isForm = /^multipart\/form-data/.test(request.headers.get('content-type') ?? '')
  const check = operation.body(isForm ? 'multipart/form-data' : 'application/json')
  if (check === null) return
  expectFit(check, await bodyOf(request, isForm), `${operation.name}: the request`, report)
}

async function bodyOf(request: Request, isForm: boolean): Promise<unknown> {
  if (!isForm) {
    const text = await request.text()
    return text === '' ? {} : JSON.parse(text)
  }
  const form = await request.formData()
  return nested([...form].map(([name, value]) => [name, typeof value === 'string' ? value : 'bytes']))
}

/** `a[]` and `a[b]` as the arrays and objects that they stand for; the names of arrays keep their `[]`, as the specification has it. */
function nested(pairs: [name: string, value: string][]): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of pairs) {
    const [, outer, inner] = /^([^[]+)\[([^\]]+)\]$/.exec(name) ?? []
    if (outer !== undefined && inner !== undefined) {
      const before = result[outer]
      result[outer] = { ...(typeof before === 'object' ? before : {}), [inner]: value }
    } else if (name.endsWith('[]')) {
      const before = result[name]
      result[name] = [...(Array.isArray(before) ? before : []), value]
    } else result[name] = value
  }
  return result
}

function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** The answer, whose stream breaks at the first event that does not fit. */
function checkedStream(
  spec: Specification,
  operation: Operation,
  response: Response,
  report: Report,
): Response {
  const decoder = new TextDecoder()
  let [rest, last] = ['', '']
  const checking = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) last = checkEvent(spec, operation, event, report)
      controller.enqueue(bytes)
    },
    flush() {
      if (rest === '' && ['done', 'error'].includes(last)) return
      report(new SpecificationError(`${operation.name}: the stream`, 'must end with done', { last, rest }))
    },
  })
  const { status, headers } = response
  return new Response(response.body?.pipeThrough(checking) ?? null, { status, headers })
}

/** Gives the event's name. */
function checkEvent(spec: Specification, operation: Operation, text: string, report: Report): string {
  const [, name = '', written = ''] = /^event: (.+)\ndata: (.+)$/.exec(text) ?? []
  const what = `${operation.name}: the event ${name}`
  const check = spec.eventData(name)
  if (check === null) report(new SpecificationError(what, 'unknown event', text))
  else expectFit(check, name === 'done' ? written : JSON.parse(written), what, report)
  return name
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname.replace(/^.*?\/v1(?=\/)/, '')
}
