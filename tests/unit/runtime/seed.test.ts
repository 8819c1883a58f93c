import { describe, expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { plantSeed, readSeed } from '@/runtime/db/seed.ts'

const thread = (id: string, created_at: number) => ({
  id,
  object: 'thread',
  created_at,
  metadata: {},
  tool_resources: null,
})

const message = (id: string, created_at: number, fields: object = {}) => ({
  id,
  object: 'thread.message',
  created_at,
  thread_id: 'thread_1',
  role: 'user',
  content: [{ type: 'text', text: { value: id, annotations: [] } }],
  ...fields,
})

const run = (id: string, fields: object = {}) => ({
  id,
  object: 'thread.run',
  created_at: 10,
  thread_id: 'thread_1',
  assistant_id: 'asst_gone',
  status: 'completed',
  ...fields,
})

const LIVE = {
  status: 'queued',
  model: 'skein-demo',
  instructions: '',
  tools: [],
  tool_choice: 'auto',
  truncation_strategy: { type: 'auto' },
  parallel_tool_calls: true,
  response_format: 'auto',
  expires_at: 610,
}

const file = (id: string, fields: object = {}) => ({
  id,
  object: 'file',
  created_at: 1,
  bytes: 2,
  filename: 'a.txt',
  purpose: 'vision',
  status: 'processed',
  ...fields,
})

describe('a seed', () => {
  it('is put in as it is, in the order of created_at and then of the seed', async () => {
    const storage = createMemoryStorage()
    const messages = [
      message('msg_c', 3),
      message('msg_a', 1, { run_id: 'run_1', extra: 1 }),
      message('msg_b', 1),
    ]
    await plantSeed(storage, readSeed({ threads: [thread('thread_1', 1)], messages, runs: [run('run_1')] }))
    await storage.read(['messages'], async (tx) => {
      const rows = await tx.scan('messages', 'thread', { prefix: ['thread_1'] })
      expect(rows.map(({ object }) => object)).toEqual([messages[1], messages[2], messages[0]])
      const [own] = await tx.scan('messages', 'threadRun', { prefix: ['thread_1', 'run_1'] })
      expect(own?.id).toBe('msg_a')
    })
  })

  it('knows an unfinished run from a finished one', async () => {
    const storage = createMemoryStorage()
    const runs = [run('run_1'), run('run_2', LIVE)]
    await plantSeed(storage, readSeed({ threads: [thread('thread_1', 1)], runs }))
    const live = await storage.read(['runs'], (tx) => tx.scan('runs', 'live', { prefix: [1] }))
    expect(live.map(({ id }) => id)).toEqual(['run_2'])
  })

  it('gives a file its content, of text or of bytes, and none where there is none', async () => {
    const storage = createMemoryStorage()
    const files = [
      file('file-1', { content: '你好' }),
      file('file-2', { content_base64: 'AP8=' }),
      file('file-3'),
    ]
    await plantSeed(storage, readSeed({ files }))
    await storage.read(['files', 'contents'], async (tx) => {
      expect(await (await tx.get('contents', 'file-1'))?.blob.text()).toBe('你好')
      expect(await (await tx.get('contents', 'file-2'))?.blob.bytes()).toEqual(new Uint8Array([0, 255]))
      expect(await tx.get('contents', 'file-3')).toBeUndefined()
      expect((await tx.get('files', 'file-1'))?.object).toEqual(file('file-1'))
    })
  })

  const threads = [thread('thread_1', 1)]
  it.each([
    [[], /^The seed: /],
    [{ assistant: [] }, /^assistant: /],
    [{ threads: {} }, /^threads: /],
    [{ threads: [{ ...thread('thread_1', 1), id: undefined }] }, /^threads\[0\]\.id: /],
    [{ threads: [{ ...thread('thread_1', 1), created_at: '2024' }] }, /^threads\[0\]\.created_at: /],
    [{ threads, messages: [message('a', 1), { id: 'b' }] }, /^messages\[1\]\./],
    [{ threads, messages: [message('a', 1, { object: 'message' })] }, /^messages\[0\]\.object: /],
    [{ threads, messages: [message('a', 1, { content: ['x'] })] }, /^messages\[0\]\.content\[0\]: /],
    [{ messages: [message('a', 1)] }, /^messages\[0\]\.thread_id: .*'thread_1'/],
    [{ threads, runs: [run('run_1', { status: 'done' })] }, /^runs\[0\]\.status: /],
    [{ threads, runs: [run('run_1', { ...LIVE, tools: undefined })] }, /^runs\[0\]: Unfinished.* tools/],
    [{ threads, runs: [run('run_1'), run('run_1')] }, /'run_1'/],
    [{ files: [file('file-1', { content_base64: '?' })] }, /^files\[0\]\.content_base64: /],
  ])('of a wrong form is refused, with the place: %j', (value, reason) => {
    expect(() => readSeed(value)).toThrow(reason)
  })
})
