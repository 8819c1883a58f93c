/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skein-seed-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function run(...words: string[]): Promise<{ code: unknown; output: string }> {
  const child = spawn(process.execPath, [main, ...words])
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()))
  const [code] = await once(child, 'close')
  return { code, output }
}

/** The command, once it listens. */
async function started(...words: string[]) {
  const child = spawn(process.execPath, [main, '--port', '0', ...words])
  const [line] = await once(child.stdout, 'data')
  const baseURL = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(String(line))?.[0] ?? ''
  return { child, baseURL, client: new OpenAI({ apiKey: 'any', baseURL, maxRetries: 0 }) }
}

describe('npm run runtime', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and ends well', async (signal) => {
    const { child, client } = await started()
    expect((await client.models.list()).data).toHaveLength(3)
    child.kill(signal)
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('cuts what still streams when it ends', async () => {
    const { child, client } = await started()
    const assistant = await client.beta.assistants.create({ model: 'skein-demo' })
    const stream = await client.beta.threads.createAndRun({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: 'Show me the tour' }] },
      stream: true,
    })
    const follow = async (): Promise<void> => {
      // Once: a second signal would end it at once.
      for await (const { event } of stream) {
        if (event === 'thread.message.delta' && !child.killed) child.kill('SIGINT')
      }
    }
    await expect(follow()).rejects.toThrow()
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('ends well while a run waits for its tools', async () => {
    const { child, client } = await started()
    const tools = [{ type: 'function' as const, function: { name: 'get_weather' } }]
    const assistant = await client.beta.assistants.create({ model: 'skein-demo', tools })
    const waiting = await client.beta.threads.createAndRunPoll(
      {
        assistant_id: assistant.id,
        thread: { messages: [{ role: 'user', content: 'What is the weather in Lisbon?' }] },
      },
      { pollIntervalMs: 20 },
    )
    expect(waiting.status).toBe('requires_action')
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('listens on loopback only', async () => {
    const { child, baseURL } = await started()
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of outside) {
      const url = baseURL.replace('127.0.0.1', address)
      await expect(fetch(url, { signal: AbortSignal.timeout(2000) }), address).rejects.toThrow()
    }
    child.kill('SIGINT')
    await once(child, 'close')
  })

  it('begins with the objects of a seed', async () => {
    const thread = {
      id: 'thread_mine',
      object: 'thread',
      created_at: 1,
      metadata: { a: 'b' },
      tool_resources: {},
    }
    const { child, client } = await started(
      '--seed',
      await fileOf('seed.json', JSON.stringify({ threads: [thread] })),
    )
    expect(await client.beta.threads.retrieve('thread_mine')).toEqual(thread)
    child.kill('SIGINT')
    await once(child, 'close')
  })

  it('asks for a key where it is told to', async () => {
    const { child, baseURL } = await started('--require-key')
    expect((await fetch(`${baseURL}/assistants`)).status).toBe(401)
    child.kill('SIGINT')
    await once(child, 'close')
  })

  it('explains itself', async () => {
    const { code, output } = await run('--help')
    expect(code).toBe(0)
    for (const flag of [
      '--port',
      '--upstream',
      '--key',
      '--embedding-model',
      '--seed',
      '--require-key',
      '--allow-packages',
    ])
      expect(output).toContain(flag)
  })

  it.each([
    [['--bogus'], /--bogus/],
    [['extra'], /extra/],
    [['--port', 'x'], /--port must be/],
    [['--port', '70000'], /--port must be/],
    [['--upstream', 'ftp://a.example'], /--upstream must be/],
    [['--key', 'k'], /--upstream too/],
    [['--embedding-model', 'm'], /--upstream too/],
    [['--seed', 'no-such-seed.json'], /no-such-seed\.json.*no such file/],
  ])('refuses %j', async (words, reason) => {
    const { code, output } = await run(...words)
    expect(code).toBe(2)
    expect(output).toMatch(reason)
  })

  it.each([
    ['no.json', '{', /no\.json: .*JSON/],
    ['wrong.json', '{"threads":[{"id":"t","object":"thread"}]}', /wrong\.json: threads\[0\]\.created_at: /],
  ])('refuses the seed %s, and says where it is wrong', async (name, content, reason) => {
    const { code, output } = await run('--seed', await fileOf(name, content))
    expect(code).toBe(2)
    expect(output).toMatch(reason)
  })
})
