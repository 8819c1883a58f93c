/** What the scenario server says, as data. One vocabulary for contract, browser and e2e tests. */
export type Scenario =
  | { kind: 'reply'; reply: Reply; wire?: Wire }
  /** `scope: 'all'` answers every endpoint that way, `'chat'` only chat completions and responses. */
  | {
      kind: 'error'
      scope: 'all' | 'chat'
      status: number
      error: WireError
      headers?: Record<string, string>
      /** Some servers forget the CORS headers on an error, which hides it from a page. */
      hasCors?: boolean
    }
  | { kind: 'page'; status: number; html: string }
  | { kind: 'hang' }
  /** 400 naming `parameter` while the body has it; otherwise the reply. */
  | { kind: 'parameter-refused'; parameter: string; reply: Reply }
  /** No CORS headers at all, whatever the server's `cors` option says. */
  | { kind: 'cors-refused'; reply: Reply }
  /** A preflight allows these request headers and no others. */
  | { kind: 'header-refused'; allowHeaders: string[]; reply: Reply }

export interface Reply {
  text: string
  reasoning?: { text: string; as: 'reasoning_content' | 'reasoning' | 'think-tags' }
  refusal?: string
  toolCalls?: { id: string; name: string; arguments: string }[]
  finishReason?: 'stop' | 'length' | 'content_filter' | 'tool_calls'
  /** Absent: the server tells it. */
  hasUsage?: boolean
}

/** How a streamed reply travels. */
export interface Wire {
  /** Absent: as fast as it goes. */
  tokensPerSecond?: number
  firstTokenMs?: number
  /** The whole text in one delta instead of one delta a token. */
  isOneChunk?: boolean
  newline?: '\r\n' | '\n'
  /** Comment lines, `id:` and `retry:` fields, as proxies add them. */
  hasComments?: boolean
  /** `: keep-alive` comments this often (ms) until the first token. */
  keepAliveMs?: number
  /** Write this many bytes at a time, so that characters are split. */
  bytesPerWrite?: number
  /**
   * How it ends. `no-done`: the end is said but `[DONE]` is not; `done-only`: `[DONE]` without a finish reason;
   * `unsaid`: closed in the middle; `cut`: the socket is destroyed in the middle; `malformed`, `error-event`: such a
   * chunk in the middle; `nothing`: not a single event.
   */
  ending?:
    | 'done'
    | 'no-done'
    | 'done-only'
    | 'unsaid'
    | 'cut'
    | 'malformed'
    | 'nothing'
    | { errorEvent: WireError }
}

/** OpenAI's error object. */
export interface WireError {
  message: string
  type: string
  param: string | null
  code: string | null
}

const MARKDOWN = `## A reply 一个回答

Streaming keeps **order**, even when 中文 and English share a line.

| Part | 部分 | Bytes |
| --- | --- | ---: |
| emoji | 表情 👩‍🔬 | 11 |
| text | 文字 | 6 |

1. First step
2. 第二步：检查结果

\`\`\`ts
const answer: number = 6 * 7
\`\`\`

The sum is $1 + 1 = 2$, and 结束。`

/** 4,000 tokens or so: long enough to stop, to switch chats, or to reload in the middle. */
const LONG = Array.from(
  { length: 160 },
  (_, line) => `${line + 1}. The quick brown fox 敏捷的棕色狐狸 jumps over the lazy dog.`,
).join('\n')

const error = (
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): WireError => ({
  message,
  type,
  param,
  code,
})

const quota = (code: string): Scenario => ({
  kind: 'error',
  scope: 'chat',
  status: 429,
  error: error(
    'You exceeded your current quota, please check your plan and billing details.',
    'insufficient_quota',
    code,
  ),
})

const normal: Reply = { text: MARKDOWN }

export const SCENARIOS = {
  normal: { kind: 'reply', reply: normal },
  'slow-first-token': { kind: 'reply', reply: normal, wire: { firstTokenMs: 1500, tokensPerSecond: 200 } },
  steady: { kind: 'reply', reply: { text: LONG }, wire: { tokensPerSecond: 40 } },
  fast: { kind: 'reply', reply: { text: LONG }, wire: { tokensPerSecond: 2000 } },

  'invalid-param': {
    kind: 'error',
    scope: 'chat',
    status: 400,
    error: error(
      "Invalid 'temperature': expected a value <= 2.",
      'invalid_request_error',
      'decimal_above_max_value',
      'temperature',
    ),
  },
  'context-length': {
    kind: 'error',
    scope: 'chat',
    status: 400,
    error: error(
      "This model's maximum context length is 8192 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
      'messages',
    ),
  },
  'bad-key': {
    kind: 'error',
    scope: 'all',
    status: 401,
    error: error('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
  },
  'bad-key-without-cors': {
    kind: 'error',
    scope: 'all',
    status: 401,
    hasCors: false,
    error: error('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
  },
  forbidden: {
    kind: 'error',
    scope: 'all',
    status: 403,
    error: error(
      'Country, region, or territory not supported.',
      'request_forbidden',
      'unsupported_country_region_territory',
    ),
  },
  'model-not-found': {
    kind: 'error',
    scope: 'chat',
    status: 404,
    error: error(
      'The model `test-large` does not exist.',
      'invalid_request_error',
      'model_not_found',
      'model',
    ),
  },
  'path-not-found': {
    kind: 'error',
    scope: 'all',
    status: 404,
    error: error('Invalid URL.', 'invalid_request_error', null),
  },
  conflict: {
    kind: 'error',
    scope: 'chat',
    status: 409,
    error: error('Another request is changing this object.', 'invalid_request_error', 'conflict'),
  },
  'too-large': {
    kind: 'error',
    scope: 'chat',
    status: 413,
    error: error('The request is larger than 50 MB.', 'invalid_request_error', 'request_too_large'),
  },
  unprocessable: {
    kind: 'error',
    scope: 'chat',
    status: 422,
    error: error('Input should be a valid string.', 'invalid_request_error', null, 'messages'),
  },
  'rate-limit': {
    kind: 'error',
    scope: 'all',
    status: 429,
    headers: { 'retry-after': '2' },
    error: error('Rate limit reached for requests.', 'requests', 'rate_limit_exceeded'),
  },
  'insufficient-quota': quota('insufficient_quota'),
  'credit-balance-exhausted': quota('credit_balance_exhausted'),
  'project-spend-limit-exceeded': quota('project_spend_limit_exceeded'),
  'server-error': {
    kind: 'error',
    scope: 'all',
    status: 500,
    error: error('The server had an error while processing your request.', 'server_error', null),
  },
  overloaded: {
    kind: 'error',
    scope: 'all',
    status: 503,
    headers: { 'retry-after-ms': '1500' },
    error: error('The engine is currently overloaded.', 'server_error', 'server_is_overloaded'),
  },

  'cut-stream': { kind: 'reply', reply: normal, wire: { ending: 'cut' } },
  'unended-stream': { kind: 'reply', reply: normal, wire: { ending: 'unsaid' } },
  'no-done': { kind: 'reply', reply: normal, wire: { ending: 'no-done' } },
  'done-only': { kind: 'reply', reply: normal, wire: { ending: 'done-only' } },
  'split-utf8': { kind: 'reply', reply: normal, wire: { bytesPerWrite: 7 } },
  'crlf-and-comments': { kind: 'reply', reply: normal, wire: { newline: '\r\n', hasComments: true } },
  'keep-alives': { kind: 'reply', reply: normal, wire: { firstTokenMs: 150, keepAliveMs: 20 } },
  'big-chunk': { kind: 'reply', reply: { text: '大块 big '.repeat(18_000) }, wire: { isOneChunk: true } },
  'tool-calls': {
    kind: 'reply',
    reply: {
      text: '',
      finishReason: 'tool_calls',
      toolCalls: [
        { id: 'call_weather', name: 'get_weather', arguments: '{"city":"杭州","unit":"celsius"}' },
        { id: 'call_time', name: 'get_time', arguments: '{"zone":"Asia/Shanghai"}' },
      ],
    },
  },
  'reasoning-content': {
    kind: 'reply',
    reply: { text: '42', reasoning: { text: 'Six times seven 是 forty-two.', as: 'reasoning_content' } },
  },
  'reasoning-field': {
    kind: 'reply',
    reply: { text: '42', reasoning: { text: 'Six times seven 是 forty-two.', as: 'reasoning' } },
  },
  'think-tags': {
    kind: 'reply',
    reply: { text: '42', reasoning: { text: 'Six times seven 是 forty-two.', as: 'think-tags' } },
    wire: { bytesPerWrite: 5 },
  },
  refusal: { kind: 'reply', reply: { text: '', refusal: "I'm sorry, I can't help with that." } },
  'no-usage': { kind: 'reply', reply: { text: 'Short.', hasUsage: false } },
  'malformed-chunk': { kind: 'reply', reply: normal, wire: { ending: 'malformed' } },
  'error-event': {
    kind: 'reply',
    reply: normal,
    wire: { ending: { errorEvent: error('The model crashed.', 'server_error', 'server_error') } },
  },
  'error-event-rate-limit': {
    kind: 'reply',
    reply: normal,
    wire: {
      ending: { errorEvent: error('Rate limit reached for tokens.', 'tokens', 'rate_limit_exceeded') },
    },
  },
  'error-event-quota': {
    kind: 'reply',
    reply: normal,
    wire: {
      ending: { errorEvent: error('Out of credit.', 'insufficient_quota', 'credit_balance_exhausted') },
    },
  },
  html: { kind: 'page', status: 200, html: '<!doctype html><title>Sign in</title><p>Please sign in.</p>' },
  'html-502': {
    kind: 'page',
    status: 502,
    html: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
  },
  'empty-answer': { kind: 'reply', reply: { text: '' } },
  'empty-stream': { kind: 'reply', reply: { text: '' }, wire: { ending: 'nothing' } },
  'never-answers': { kind: 'hang' },
  length: { kind: 'reply', reply: { text: 'This answer is cut by its', finishReason: 'length' } },
  'content-filter': { kind: 'reply', reply: { text: '', finishReason: 'content_filter' } },
  'parameter-refused': { kind: 'parameter-refused', parameter: 'temperature', reply: normal },
  'cors-refused': { kind: 'cors-refused', reply: normal },
  'header-refused': {
    kind: 'header-refused',
    allowHeaders: ['authorization', 'content-type'],
    reply: normal,
  },
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof SCENARIOS

/** What the server says of its models; the second one is on its way out. */
export const SCENARIO_MODELS = [
  { id: 'test-large', object: 'model', created: 1_786_000_000, owned_by: 'skein-tests' },
  {
    id: 'test-old',
    object: 'model',
    created: 1_686_000_000,
    owned_by: 'skein-tests',
    shutdown_date: '2027-03-01',
  },
  { id: 'test-small', object: 'model', created: 1_780_000_000, owned_by: 'others' },
  { id: 'test-embedding', object: 'model', created: 1_770_000_000, owned_by: 'others' },
]
