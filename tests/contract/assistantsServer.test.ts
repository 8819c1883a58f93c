/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import OpenAI from 'openai'
import * as v from 'valibot'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDemoEndpoint } from '@/demo/index.ts'
import { readSeed } from '@/runtime/db/seed.ts'
import { createAssistantsServer, type AssistantsServerOptions } from '@/server/assistantsServer.ts'
import { type FetchHandler, serve } from '@/server/serve.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function start(options: Partial<AssistantsServerOptions> = {}): Promise<OpenAI> {
  const server = await createAssistantsServer({ upstream: null, demo: { pace: 0 }, ...options })
  closing.push(() => server.close())
  return new OpenAI({
    apiKey: 'own-key',
    baseURL: 'http://127.0.0.1/v1',
    fetch: (input, init) => server.fetch(new Request(input, init)),
    maxRetries: 0,
  })
}

/** An upstream over HTTP that keeps the requests it was asked. */
async function startUpstream(answer: FetchHandler): Promise<{ baseURL: string; seen: Request[] }> {
  const seen: Request[] = []
  const { url, close } = await serve(
    (request) => {
      seen.push(request.clone())
      return answer(request)
    },
    { port: 0 },
  )
  closing.push(close)
  return { baseURL: `${url}/v1`, seen }
}

const demo = createDemoEndpoint({ pace: 0 }).fetch

/** The demo, without a path. */
function demoWithout(path: string): FetchHandler {
  return (request) =>
    new URL(request.url).pathname.endsWith(path)
      ? Promise.resolve(Response.json({ error: { message: 'no such path' } }, { status: 404 }))
      : demo(request)
}

/** Runs a thread with one message, and gives the answer. */
async function answerOf(client: OpenAI, model: string): Promise<{ status: string; text: string }> {
  const assistant = await client.beta.assistants.create({ model })
  const run = await client.beta.threads.createAndRunPoll(
    { assistant_id: assistant.id, thread: { messages: [{ role: 'user', content: 'Say: hello' }] } },
    { pollIntervalMs: 10 },
  )
  const [message] = (await client.beta.threads.messages.list(run.thread_id, { run_id: run.id })).data
  const [content] = message?.content ?? []
  return { status: run.status, text: content?.type === 'text' ? content.text.value : '' }
}

describe('the models of an assistants server', () => {
  it.each(['skein-demo', 'demo/skein-demo'])('are the demo’s, as %s', async (model) => {
    expect(await answerOf(await start(), model)).toEqual({ status: 'completed', text: 'hello' })
  })

  it.each(['skein-demo', 'upstream/skein-demo'])('are the upstream’s, as %s', async (model) => {
    const { baseURL, seen } = await startUpstream(demo)
    const client = await start({ upstream: { baseURL, key: 'upstream-key' } })
    expect(await answerOf(client, model)).toEqual({ status: 'completed', text: 'hello' })
    expect(new Set(seen.map(({ headers }) => headers.get('authorization')))).toEqual(
      new Set(['Bearer upstream-key']),
    )
    const last = seen.at(-1)
    expect(new URL(last?.url ?? '').pathname).toBe('/v1/chat/completions')
    expect(await last?.json()).toMatchObject({ model: 'skein-demo' })
  })

  it('may have slashes in their names', async () => {
    const { baseURL, seen } = await startUpstream(demo)
    await answerOf(await start({ upstream: { baseURL, key: null } }), 'maker/some-model')
    expect(await seen.at(-1)?.json()).toMatchObject({ model: 'maker/some-model' })
  })

  it('are asked without a key where there is none', async () => {
    const { baseURL, seen } = await startUpstream(demo)
    await answerOf(await start({ upstream: { baseURL, key: null } }), 'skein-demo')
    expect(seen.length).toBeGreaterThan(0)
    for (const { headers } of seen) expect(headers.has('authorization')).toBe(false)
  })

  it('are asked over /responses where the upstream has nothing else', async () => {
    const { baseURL, seen } = await startUpstream(demoWithout('/chat/completions'))
    const client = await start({ upstream: { baseURL, key: null } })
    expect(await answerOf(client, 'skein-demo')).toEqual({ status: 'completed', text: 'hello' })
    expect(new URL(seen.at(-1)?.url ?? '').pathname).toBe('/v1/responses')
  })

  it('are asked which API they speak again, when the upstream was down at first', async () => {
    let isDown = true
    const { baseURL } = await startUpstream((request) =>
      isDown
        ? Promise.resolve(Response.json({ error: { message: 'loading' } }, { status: 503 }))
        : demoWithout('/chat/completions')(request),
    )
    const client = await start({ upstream: { baseURL, key: null } })
    const assistant = await client.beta.assistants.create({ model: 'skein-demo' })
    const run = await client.beta.threads.createAndRun({ assistant_id: assistant.id })
    await client.beta.threads.runs.cancel(run.id, { thread_id: run.thread_id })
    isDown = false
    expect(await answerOf(client, 'skein-demo')).toEqual({ status: 'completed', text: 'hello' })
  })
})

describe('a server that requires a key', () => {
  it('refuses who brings none, and takes any', async () => {
    const server = await createAssistantsServer({ upstream: null, isKeyRequired: true })
    closing.push(() => server.close())
    const ask = (path: string, authorization?: string): Promise<Response> =>
      server.fetch(
        new Request(`http://127.0.0.1/v1${path}`, { headers: authorization ? { authorization } : {} }),
      )
    for (const path of ['/models', '/assistants']) {
      for (const header of [undefined, 'Bearer ', 'Bearer', 'Basic a2V5']) {
        const response = await ask(path, header)
        expect(response.status).toBe(401)
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        expect(await response.json()).toMatchObject({
          error: { type: 'invalid_request_error', message: expect.stringContaining('API key') },
        })
      }
      expect((await ask(path, 'Bearer any')).status).toBe(200)
    }
  })

  it('lets a page ask what it may send without one', async () => {
    const server = await createAssistantsServer({ upstream: null, isKeyRequired: true })
    closing.push(() => server.close())
    const headers = {
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    }
    const response = await server.fetch(
      new Request('http://127.0.0.1/v1/assistants', { method: 'OPTIONS', headers }),
    )
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization')
  })
})

describe('a seeded server', () => {
  const now = Math.floor(Date.now() / 1000)
  const assistant = {
    id: 'asst_old',
    object: 'assistant',
    created_at: 1_700_000_000,
    name: 'Tutor',
    description: null,
    model: 'skein-demo',
    instructions: null,
    tools: [],
    metadata: { from: 'before' },
  }
  const thread = { id: 'thread_old', object: 'thread', created_at: 2, metadata: {}, tool_resources: null }
  const message = (id: string, value: string, fields: object = {}) => ({
    id,
    object: 'thread.message',
    created_at: 3,
    thread_id: 'thread_old',
    role: 'user',
    content: [{ type: 'text', text: { value, annotations: [] } }],
    assistant_id: null,
    run_id: null,
    attachments: [],
    metadata: {},
    ...fields,
  })
  const run = {
    id: 'run_old',
    object: 'thread.run',
    created_at: now,
    thread_id: 'thread_old',
    assistant_id: 'asst_old',
    status: 'queued',
    required_action: null,
    last_error: null,
    expires_at: now + 600,
    started_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    incomplete_details: null,
    model: 'skein-demo',
    instructions: '',
    tools: [],
    metadata: {},
    usage: null,
    max_prompt_tokens: null,
    max_completion_tokens: null,
    truncation_strategy: { type: 'auto', last_messages: null },
    tool_choice: 'auto',
    parallel_tool_calls: true,
    response_format: 'auto',
  }
  const done = { ...run, id: 'run_done', status: 'completed', created_at: 5, completed_at: 6 }
  const step = {
    id: 'step_old',
    object: 'thread.run.step',
    created_at: 5,
    run_id: 'run_done',
    thread_id: 'thread_old',
    assistant_id: 'asst_old',
    type: 'message_creation',
    status: 'completed',
    step_details: { type: 'message_creation', message_creation: { message_id: 'msg_2' } },
    usage: null,
  }

  it('has the seed’s objects as they are', async () => {
    const messages = [
      message('msg_1', 'one'),
      message('msg_2', 'two', { run_id: 'run_done', role: 'assistant' }),
    ]
    const file = { id: 'file-old', object: 'file', created_at: 1, bytes: 2, filename: 'a', purpose: 'vision' }
    const store = { id: 'vs_old', object: 'vector_store', created_at: 1, name: 'Books', status: 'completed' }
    const client = await start({
      seed: readSeed({
        assistants: [assistant],
        threads: [thread],
        messages,
        runs: [done],
        steps: [step],
        files: [{ ...file, content: 'hi' }],
        vectorStores: [store],
      }),
    })
    const { threads } = client.beta
    expect(await client.beta.assistants.retrieve('asst_old')).toEqual(assistant)
    expect(await threads.retrieve('thread_old')).toEqual(thread)
    expect((await threads.messages.list('thread_old', { order: 'asc' })).data).toEqual(messages)
    expect((await threads.messages.list('thread_old', { run_id: 'run_done' })).data).toEqual([messages[1]])
    expect((await threads.runs.list('thread_old')).data).toEqual([done])
    expect((await threads.runs.steps.list('run_done', { thread_id: 'thread_old' })).data).toEqual([step])
    expect(await client.files.retrieve('file-old')).toEqual(file)
    expect(await (await client.files.content('file-old')).text()).toBe('hi')
    expect(await client.vectorStores.retrieve('vs_old')).toMatchObject({ id: 'vs_old', name: 'Books' })
  })

  it('lists what is added after the seed’s', async () => {
    const client = await start({ seed: readSeed({ assistants: [assistant] }) })
    const added = await client.beta.assistants.create({ model: 'skein-demo' })
    expect((await client.beta.assistants.list()).data.map(({ id }) => id)).toEqual([added.id, 'asst_old'])
  })

  it('goes on with an unfinished run', async () => {
    const seed = {
      assistants: [assistant],
      threads: [thread],
      messages: [message('msg_1', 'Say: again')],
      runs: [run],
    }
    const client = await start({ seed: readSeed(seed) })
    const ended = await client.beta.threads.runs.poll(
      'run_old',
      { thread_id: 'thread_old' },
      { pollIntervalMs: 10 },
    )
    expect(ended.status).toBe('completed')
    const { data } = await client.beta.threads.messages.list('thread_old', { run_id: 'run_old' })
    expect(data).toMatchObject([{ content: [{ text: { value: 'again' } }] }])
  })

  it('ends an unfinished run whose time is over', async () => {
    const client = await start({
      seed: readSeed({ assistants: [assistant], threads: [thread], runs: [{ ...run, expires_at: now - 1 }] }),
    })
    const ended = await client.beta.threads.runs.poll(
      'run_old',
      { thread_id: 'thread_old' },
      { pollIntervalMs: 10 },
    )
    expect(ended.status).toBe('expired')
  })
})

describe('search by meaning over an upstream', () => {
  /** One vector of the meaning "money" and one of anything else, whatever the words. */
  function embeddings(status: () => number): FetchHandler {
    return async (request) => {
      if (!new URL(request.url).pathname.endsWith('/embeddings')) return demo(request)
      if (status() !== 200) return Response.json({ error: { message: 'No.' } }, { status: status() })
      const { input } = v.parse(v.object({ input: v.array(v.string()) }), await request.json())
      const data = input.map((text, index) => ({
        index,
        embedding: /refund|reimbursement/.test(text) ? [1, 0] : [0, 1],
      }))
      return Response.json({ object: 'list', data })
    }
  }

  async function storeOf(client: OpenAI, ...texts: string[]): Promise<string> {
    const store = await client.vectorStores.create({})
    for (const [index, text] of texts.entries()) {
      await client.vectorStores.files.uploadAndPoll(store.id, new File([text], `${index}.txt`))
    }
    return store.id
  }

  async function namesOf(client: OpenAI, storeId: string): Promise<string[]> {
    const { data } = await client.vectorStores.search(storeId, { query: 'reimbursement' })
    return data.map(({ filename }) => filename)
  }

  it("finds what shares no word with the question, with the upstream's key", async () => {
    const { baseURL, seen } = await startUpstream(embeddings(() => 200))
    const client = await start({ upstream: { baseURL, key: 'their-key' }, embeddingModel: 'small' })
    const store = await storeOf(client, 'We refund within a week.', 'The sky is blue.')
    await vi.waitFor(async () => expect((await namesOf(client, store))[0]).toBe('0.txt'), 5000)
    const asked = seen.filter(({ url }) => url.endsWith('/embeddings'))
    expect(new Set(asked.map(({ headers }) => headers.get('authorization')))).toEqual(
      new Set(['Bearer their-key']),
    )
  })

  it('finds by words alone, and says so once, where the model fails', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { baseURL } = await startUpstream(embeddings(() => 404))
    const client = await start({ upstream: { baseURL, key: null }, embeddingModel: 'none' })
    const store = await storeOf(client, 'We refund within a week.', 'Ask for a reimbursement.')
    expect(await namesOf(client, store)).toEqual(['1.txt'])
    expect(told.mock.calls).toEqual([['none gave no embeddings: search is by words alone.']])
    told.mockRestore()
  })
})
