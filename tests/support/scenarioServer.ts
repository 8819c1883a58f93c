import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SCENARIOS, SCENARIO_MODELS } from './scenarios.ts'
import type { Scenario, ScenarioName, WireError } from './scenarios.ts'
import { chatCompletion, chatCompletionEvents, responseEvents, responseObject } from './scenarioWire.ts'
import { writeEvents } from './scenarioStream.ts'

export interface ScenarioServerOptions {
  scenario?: ScenarioName | Scenario
  /** `none`: no CORS headers; `allowHeaders`: a preflight allows these and no others. Default `all`. */
  cors?: 'all' | 'none' | { allowHeaders: string[] }
  /** Any other key, in `authorization` or `api-key`, is a 401. Default: no key is asked for. */
  requireKey?: string
  /** Where the API lives. Any other path is a 404. Default `/v1`. */
  basePath?: string
  /** `none`: the server has no `/models`. */
  models?: readonly Record<string, unknown>[] | 'none'
  /** Entries on each page of `/models`, with `has_more` and `after`. Default: all on one page, without `has_more`. */
  pageSize?: number
  /** Paths under `basePath` that this server does not know, such as `/responses`. */
  missing?: string[]
}

export interface RecordedRequest {
  method: string
  /** With the query. */
  path: string
  headers: Record<string, string>
  /** Parsed JSON, or `null`. */
  body: unknown
}

export interface ScenarioServer {
  /** The origin, such as `http://127.0.0.1:4321`. */
  url: string
  baseURL: string
  /** Everything asked so far, preflights and the control plane excepted. */
  requests: RecordedRequest[]
  setScenario: (scenario: ScenarioName | Scenario) => void
  close: () => Promise<void>
}

const resolve = (scenario: ScenarioName | Scenario): Scenario =>
  typeof scenario === 'string' ? SCENARIOS[scenario] : scenario

/**
 * An OpenAI-compatible server on a free port of 127.0.0.1 that does what its scenario says. A page can change the
 * scenario with `POST <url>/__control/scenario` and `{ "scenario": "<name>" }`, and read what was asked from
 * `GET <url>/__control/requests`.
 */
export async function startScenarioServer(options: ScenarioServerOptions = {}): Promise<ScenarioServer> {
  const requests: RecordedRequest[] = []
  let scenario = resolve(options.scenario ?? 'normal')
  const setScenario = (next: ScenarioName | Scenario): void => {
    scenario = resolve(next)
  }

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    )
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/'
    const current = scenario
    const isControl = path.startsWith('/__control/')
    if (request.method === 'OPTIONS') {
      answerPreflight(request, response, isControl ? 'all' : corsOf(current, options))
      return
    }
    const body = await readJSON(request)
    if (isControl) {
      response.setHeader('access-control-allow-origin', '*')
      answerControl(path, body, response, { requests, setScenario })
      return
    }
    requests.push({ method: request.method ?? 'GET', path, headers: plainHeaders(request), body })
    if (corsOf(current, options) !== 'none') {
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('access-control-expose-headers', 'x-request-id, retry-after, retry-after-ms')
    }
    response.setHeader('x-request-id', `req_${requests.length}`)
    await answer({ request, response, path, body, scenario: current, options })
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The scenario server has no port.')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    baseURL: url + (options.basePath ?? '/v1'),
    requests,
    setScenario,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  path: string
  body: unknown
  scenario: Scenario
  options: ScenarioServerOptions
}

async function answer(exchange: Exchange): Promise<void> {
  const { response, scenario, options } = exchange
  const { pathname, searchParams } = new URL(exchange.path, 'http://host')
  const basePath = options.basePath ?? '/v1'
  const endpoint = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : null
  if (scenario.kind === 'hang') return
  if (scenario.kind === 'page') {
    response.writeHead(scenario.status, { 'content-type': 'text/html; charset=utf-8' }).end(scenario.html)
    return
  }
  if (options.requireKey !== undefined && keyOf(exchange.request) !== options.requireKey) {
    sendError(response, 401, SCENARIOS['bad-key'].error)
    return
  }
  if (scenario.kind === 'error' && (scenario.scope === 'all' || isChat(endpoint))) {
    if (scenario.hasCors === false) response.removeHeader('access-control-allow-origin')
    sendError(response, scenario.status, scenario.error, scenario.headers)
    return
  }
  await answerEndpoint(exchange, endpoint, searchParams)
}

async function answerEndpoint(
  exchange: Exchange,
  endpoint: string | null,
  query: URLSearchParams,
): Promise<void> {
  const { request, response, options } = exchange
  const isPost = request.method === 'POST'
  const hasModels = options.models !== 'none'
  if (endpoint === null || options.missing?.includes(endpoint) === true) notFound(exchange)
  else if (endpoint === '/models' && hasModels) sendModels(response, query, options)
  else if (endpoint.startsWith('/models/') && hasModels)
    sendModel(exchange, decodeURIComponent(endpoint.slice(8)))
  else if (endpoint === '/embeddings' && isPost) sendEmbeddings(response, exchange.body)
  else if (isChat(endpoint) && isPost) await sendReply(exchange, endpoint)
  else notFound(exchange)
}

function isChat(endpoint: string | null): endpoint is '/chat/completions' | '/responses' {
  return endpoint === '/chat/completions' || endpoint === '/responses'
}

async function sendReply(exchange: Exchange, endpoint: '/chat/completions' | '/responses'): Promise<void> {
  const { response, scenario } = exchange
  const body = isRecord(exchange.body) ? exchange.body : {}
  if (scenario.kind === 'parameter-refused' && body[scenario.parameter] !== undefined) {
    const message = `Unsupported parameter: '${scenario.parameter}' is not supported with this model.`
    sendError(response, 400, {
      message,
      type: 'invalid_request_error',
      param: scenario.parameter,
      code: 'unsupported_parameter',
    })
    return
  }
  if (scenario.kind === 'hang' || scenario.kind === 'page' || scenario.kind === 'error') return
  const wire = scenario.kind === 'reply' ? (scenario.wire ?? {}) : {}
  const model = typeof body['model'] === 'string' ? body['model'] : 'test-large'
  const isResponses = endpoint === '/responses'
  if (body['stream'] !== true) {
    await sleep(wire.firstTokenMs ?? 0)
    if (wire.ending === 'nothing') response.writeHead(200, { 'content-type': 'application/json' }).end()
    else
      sendJSON(
        response,
        200,
        isResponses ? responseObject(model, scenario.reply) : chatCompletion(model, scenario.reply),
      )
    return
  }
  const streamOptions = isRecord(body['stream_options']) ? body['stream_options'] : {}
  const events = isResponses
    ? responseEvents(model, scenario.reply, wire)
    : chatCompletionEvents(model, scenario.reply, wire, streamOptions['include_usage'] === true)
  await writeEvents(response, events, wire)
}

function sendModels(response: ServerResponse, query: URLSearchParams, options: ScenarioServerOptions): void {
  const models = options.models === undefined || options.models === 'none' ? SCENARIO_MODELS : options.models
  if (options.pageSize === undefined) {
    sendJSON(response, 200, { object: 'list', data: models })
    return
  }
  const after = query.get('after')
  const start = after === null ? 0 : models.findIndex((model) => model['id'] === after) + 1
  const data = models.slice(start, start + options.pageSize)
  sendJSON(response, 200, {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: start + options.pageSize < models.length,
  })
}

function sendModel({ response, options }: Exchange, id: string): void {
  const models: readonly Record<string, unknown>[] =
    options.models === undefined || options.models === 'none' ? SCENARIO_MODELS : options.models
  const model = models.find((entry) => entry['id'] === id)
  if (model !== undefined) sendJSON(response, 200, model)
  else
    sendError(response, 404, {
      ...SCENARIOS['model-not-found'].error,
      message: `The model '${id}' does not exist`,
    })
}

function sendEmbeddings(response: ServerResponse, body: unknown): void {
  const input = isRecord(body) ? body['input'] : ''
  const texts = Array.isArray(input) ? input : [input]
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: 8 }, (_, dimension) => Math.sin(String(text).length + dimension)),
  }))
  sendJSON(response, 200, {
    object: 'list',
    data,
    model: 'test-embedding',
    usage: { prompt_tokens: 4, total_tokens: 4 },
  })
}

function notFound({ request, response, path }: Exchange): void {
  const message = `Invalid URL (${request.method ?? 'GET'} ${path})`
  sendError(response, 404, { message, type: 'invalid_request_error', param: null, code: null })
}

function sendError(
  response: ServerResponse,
  status: number,
  error: WireError,
  headers: Record<string, string> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  sendJSON(response, status, { error })
}

function sendJSON(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function corsOf(
  scenario: Scenario,
  options: ScenarioServerOptions,
): NonNullable<ScenarioServerOptions['cors']> {
  if (scenario.kind === 'cors-refused') return 'none'
  if (scenario.kind === 'header-refused') return { allowHeaders: scenario.allowHeaders }
  return options.cors ?? 'all'
}

function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  cors: NonNullable<ScenarioServerOptions['cors']>,
): void {
  if (cors === 'none') {
    response.writeHead(405).end()
    return
  }
  const asked = request.headers['access-control-request-headers'] ?? ''
  response
    .writeHead(204, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': cors === 'all' ? asked : cors.allowHeaders.join(', '),
    })
    .end()
}

function answerControl(
  path: string,
  body: unknown,
  response: ServerResponse,
  server: Pick<ScenarioServer, 'requests' | 'setScenario'>,
): void {
  const name = isRecord(body) ? body['scenario'] : undefined
  if (path === '/__control/requests') sendJSON(response, 200, server.requests)
  else if (path === '/__control/scenario' && isScenarioName(name)) {
    server.setScenario(name)
    response.writeHead(204).end()
  } else sendJSON(response, 400, { error: `Unknown scenario: ${JSON.stringify(name)}` })
}

function isScenarioName(name: unknown): name is ScenarioName {
  return typeof name === 'string' && Object.hasOwn(SCENARIOS, name)
}

function keyOf(request: IncomingMessage): string | null {
  const apiKey = request.headers['api-key']
  if (typeof apiKey === 'string') return apiKey
  return request.headers.authorization?.replace(/^Bearer /, '') ?? null
}

async function readJSON(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return null
  return JSON.parse(text)
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
