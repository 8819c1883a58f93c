import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiBody, ApiCall, ApiField, ApiHeader } from '@/domain/apiCall.ts'
import { codeOf, type CodeLanguage } from '@/domain/code/codeOf.ts'
import type { CodeCall } from '@/domain/code/description.ts'
import { SDK_METHODS } from '@/domain/code/sdkMethods.ts'
import { createClient } from '@/services/createClient.ts'
import { connectionTo } from '../support/chat.ts'
import {
  programFolder,
  runProgram,
  startCodeServer,
  type CodeServer,
  type ReceivedRequest,
} from '../support/codeServer.ts'

let server: CodeServer
beforeAll(async () => {
  server = await startCodeServer()
})
afterAll(() => server.close())

/** What quotes, shells and languages take for something else. */
const NASTY = `It's "quoted" \\ \\n \`tick\` $HOME $(id) \${x} !! %s @x <y ''' """ #{} \r\n\t\0\u2028\u0085 你好 🦊 \ud800 </script>`
const nasty: unknown = JSON.parse(
  `{"__proto__":{"a":1},"10":true,"2":null,"a b":[],"":{},"constructor":-1.5e-9,"big":1e21,"text":${JSON.stringify(NASTY)}}`,
)
const FILE = { name: `it's "a" $file\\.txt`, text: `one ${NASTY.replace('\ud800', '')} two` }

const ids: Record<string, string> = {
  model: 'a%2Fb%20c',
  file_id: 'file-1',
  thread_id: 'thread_1',
}

/** Bodies of the methods that have one; the others of POST take any. */
const BODIES: Record<string, object> = {
  'chat.completions.create': {
    model: 'm',
    messages: [{ role: 'user', content: NASTY }],
    top_k: 4,
    extra: nasty,
  },
  'responses.create': { model: 'm', input: NASTY, store: false, extra: nasty },
  'embeddings.create': { model: 'm', input: [NASTY], encoding_format: 'float' },
  'beta.threads.runs.submitToolOutputs': { tool_outputs: [{ tool_call_id: 'call_1', output: NASTY }] },
}

const QUERIES: Record<string, string> = {
  'files.list': '?limit=100&order=desc&after=file-0',
  'beta.threads.messages.list': '?limit=20&run_id=run_1',
  'beta.threads.runs.create': '?include[]=a.b&include[]=c',
  'beta.threads.runs.steps.retrieve': '?include[]=step_details.tool_calls[*].file_search.results[*].content',
}

const HEADERS: readonly ApiHeader[] = [
  ['authorization', '[redacted]'],
  ['accept', 'application/json'],
  ['x-title', `It's "$HOME" \\ x`],
  ['x-gateway-token', '[redacted]'],
  ['openai-organization', 'org-1'],
]

const isUpload = (name: string): boolean => name === 'files.create'

function requestOf(name: string, verb: string): ApiBody {
  if (isUpload(name)) {
    const fields: ApiField[] = [
      { name: 'purpose', text: 'assistants' },
      { name: 'file', file: { name: FILE.name, type: 'text/plain', bytes: 3 } },
      { name: 'expires_after[anchor]', text: 'created_at' },
      { name: 'expires_after[seconds]', text: '3600' },
    ]
    return { kind: 'form', fields }
  }
  if (verb !== 'POST' || name.endsWith('.cancel')) return { kind: 'none' }
  return { kind: 'json', value: BODIES[name] ?? { name: NASTY, metadata: nasty } }
}

function callTo(verb: string, path: string, request: ApiBody): CodeCall {
  const isBeta = /^\/(?:assistants|threads|vector_stores)/u.test(path)
  const headers = isBeta ? [...HEADERS, ['openai-beta', 'assistants=v2'] as const] : HEADERS
  return { method: verb, path, baseURL: server.baseURL, headers, request }
}

/** A call for each method of the table, streams, and some that the SDK has no method for. */
function everyCall(): { name: string | null; call: CodeCall }[] {
  const table = SDK_METHODS.map(({ verb, path, name }) => {
    const filled = path.replaceAll(/\{(\w+)\}/gu, (_, id: string) => ids[id] ?? `${id}_1`)
    return { name, call: callTo(verb, encoded(filled + (QUERIES[name] ?? '')), requestOf(name, verb)) }
  })
  const streamed = ['/chat/completions', '/responses', '/threads/thread_1/runs', '/threads/runs'].map(
    (path) => {
      const value = { model: 'm', messages: [], assistant_id: 'asst_1', stream: true }
      return { name: null, call: callTo('POST', path, { kind: 'json', value }) }
    },
  )
  const others: [string, string, ApiBody][] = [
    ['POST', '/threads', { kind: 'json', value: {} }],
    ['POST', '/threads/thread_1', { kind: 'json', value: {} }],
    ['GET', '/assistants/asst_1/files?limit=5', { kind: 'none' }],
    ['POST', '/assistants/asst_1/files', { kind: 'json', value: { file_id: NASTY } }],
    ['DELETE', '/assistants/asst_1/files/file-1', { kind: 'none' }],
    ['GET', '/health', { kind: 'none' }],
    ['GET', '/models?source=a%20b', { kind: 'none' }],
    ['POST', '/tokenize', { kind: 'json', value: [NASTY, 1, null] }],
  ]
  return [
    ...table,
    ...streamed,
    ...others.map(([verb, path, request]) => ({ name: null, call: callTo(verb, path, request) })),
  ]
}

/** As the SDK spells a query. */
const encoded = (path: string): string =>
  path.replaceAll(/[[\]*]/gu, (mark) => (mark === '*' ? '%2A' : encodeURIComponent(mark)))

async function expectSame(
  received: ReceivedRequest | undefined,
  { method, path, headers, request }: CodeCall,
) {
  expect(received).toMatchObject({ method, url: `/v1${path}` })
  if (received === undefined) return
  expect(received.headers).toMatchObject({
    authorization: 'Bearer sk-from-env',
    'x-title': HEADERS[2]?.[1],
    'x-gateway-token': 'gate-from-env',
    'openai-organization': 'org-1',
  })
  expect(received.headers['openai-beta']).toBe(headers.find(([name]) => name === 'openai-beta')?.[1])
  if (request.kind === 'json') {
    expect(received.body.toString()).toBe(JSON.stringify(request.value))
    expect(received.headers['content-type']).toBe('application/json')
  } else if (request.kind === 'none') expect(received.body).toHaveLength(0)
  else if (request.kind === 'form') await expectForm(received, request.fields)
}

async function expectForm({ body, headers }: ReceivedRequest, fields: readonly ApiField[]) {
  const type = headers['content-type'] ?? ''
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  expect([...form.keys()].toSorted()).toEqual(fields.map(({ name }) => name).toSorted())
  for (const field of fields) {
    const value = form.get(field.name)
    if ('text' in field) expect(value).toBe(field.text)
    else expect(value instanceof File && (await value.text())).toBe(FILE.text)
  }
}

const ENV = { API_KEY: 'sk-from-env', X_GATEWAY_TOKEN: 'gate-from-env' }

/** Runs the code of calls, one after the other, and gives what the server was sent. */
async function runAll(calls: readonly CodeCall[], language: CodeLanguage): Promise<ReceivedRequest[]> {
  server.requests.length = 0
  const extension = { javascript: 'mjs', curl: 'sh', python: 'py' }[language]
  const names = calls.map((_, index) => `./program${index}.${extension}`)
  const programs = calls.map((call, index) => [names[index] ?? '', codeOf(call, language) ?? ''] as const)
  const runner = {
    javascript: names.map((name) => `await import('${name}')`).join('\n'),
    curl: names.map((name) => `. ${name}`).join('\n'),
    python: `import runpy\n${names.map((name) => `runpy.run_path('${name}')`).join('\n')}`,
  }[language]
  await using folder = await programFolder({
    ...Object.fromEntries(programs),
    [FILE.name]: FILE.text,
    [`run.${extension}`]: runner,
  })
  const command = { javascript: 'node', curl: 'sh', python: 'python3' }[language]
  await runProgram([command, `run.${extension}`], folder.path, ENV)
  return [...server.requests]
}

async function expectAllSame(language: CodeLanguage): Promise<void> {
  const calls = everyCall().map(({ call }) => call)
  const received = await runAll(calls, language)
  expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual(
    calls.map(({ method, path }) => `${method} /v1${path}`),
  )
  for (const [index, call] of calls.entries()) await expectSame(received[index], call)
}

function has(command: string, ...parameters: string[]): boolean {
  try {
    execFileSync(command, parameters, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('a call as code', () => {
  it('in JavaScript makes the same request, to the byte', { timeout: 60_000 }, () =>
    expectAllSame('javascript'),
  )

  it.runIf(has('curl', '--version'))(
    'with curl makes the same request, to the byte',
    { timeout: 60_000 },
    () => expectAllSame('curl'),
  )

  it.runIf(has('python3', '-c', 'import openai'))(
    'in Python makes the same request',
    { timeout: 120_000 },
    async () => {
      const calls = everyCall().map(({ call }) => call)
      const received = await runAll(calls, 'python')
      for (const [index, { method, path, request }] of calls.entries()) {
        expect(received[index]).toMatchObject({
          method,
          url: expect.stringContaining(path.split('?')[0] ?? ''),
        })
        if (request.kind !== 'json') continue
        const body: unknown = JSON.parse(received[index]?.body.toString() ?? '')
        expect(body).toEqual(request.value)
      }
    },
  )

  it.runIf(has('python3', '--version'))('in Python is Python', { timeout: 60_000 }, async () => {
    const codes = everyCall().map(({ call }) => codeOf(call, 'python') ?? '')
    await using folder = await programFolder({
      'codes.json': JSON.stringify(codes),
      'run.py': `import ast, json\nfor code in json.load(open('codes.json')):\n    ast.parse(code)\nprint('ok')`,
    })
    expect(await runProgram(['python3', 'run.py'], folder.path, {})).toBe('ok\n')
  })

  it('uses the method of the SDK', () => {
    for (const { name, call } of everyCall()) {
      if (name === null) continue
      const snake = name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)
      expect(codeOf(call, 'javascript')).toContain(` = await client.${name}(`)
      expect(codeOf(call, 'python')).toContain(` = client.${snake}(`)
    }
  })

  it('knows every method of the SDK that is used here', () => {
    const used = readdirSync('src/services')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`src/services/${name}`, 'utf8'))
      .flatMap((text) => [
        ...text.matchAll(
          /client\.((?:beta|chat|responses|embeddings|files|models|vectorStores)\.[\w.]+)\(/gu,
        ),
      ])
      .map(([, name]) => name)
    expect(used.length).toBeGreaterThan(50)
    const known = new Set(SDK_METHODS.map(({ name }) => name))
    expect([...new Set(used)].filter((name) => name === undefined || !known.has(name))).toEqual([])
  })
})

describe('the JavaScript of a stream', () => {
  it.each(['/chat/completions', '/responses', '/threads/thread_1/runs'])(
    'prints what comes of %s',
    async (path) => {
      const value = { model: 'm', messages: [], stream: true }
      const code = codeOf(callTo('POST', path, { kind: 'json', value }), 'javascript') ?? ''
      await using folder = await programFolder({ 'program.mjs': code })
      expect(await runProgram(['node', 'program.mjs'], folder.path, ENV)).toBe('Hi.')
    },
  )
})

describe('what was recorded', () => {
  it('is sent again as it was, without the key in the code', { timeout: 60_000 }, async () => {
    const told: ApiCall[] = []
    const connection = connectionTo(server.baseURL, {
      headers: { 'x-gateway-token': 'gate-from-env', 'x-title': HEADERS[2]?.[1] ?? '' },
      organization: 'org-1',
    })
    const client = await createClient(connection, {
      apiKey: 'sk-from-env',
      record: (call) => told.push(call),
    })
    server.requests.length = 0
    await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: NASTY }] })
    await client.embeddings.create({ model: 'm', input: NASTY })
    await client.vectorStores.create({ name: NASTY })
    await client.files.list({ limit: 3, order: 'asc' })
    await client.post('/threads', { body: nasty })
    const sent = [...server.requests]
    const calls = told.filter(({ answer }) => answer.kind === 'json')
    expect(calls).toHaveLength(sent.length)
    const code = calls.map((call) => [codeOf(call, 'javascript'), codeOf(call, 'curl')].join('')).join('')
    expect(code).not.toMatch(/sk-from-env|gate-from-env/u)
    for (const language of ['javascript', 'curl'] as const) {
      const again = await runAll(calls, language)
      expect(again.map(({ method, url, body }) => [method, url, body.toString()])).toEqual(
        sent.map(({ method, url, body }) => [method, url, body.toString()]),
      )
    }
  })

  it('is no code where its body is not kept', () => {
    const call = callTo('POST', '/responses', { kind: 'left-out' })
    for (const language of ['curl', 'javascript', 'python'] as const)
      expect(codeOf(call, language)).toBeNull()
  })
})
