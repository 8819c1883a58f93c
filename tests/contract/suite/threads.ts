/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { Thread } from '@/runtime/wire.ts'
import {
  BAD_METADATA,
  createdStore,
  metadataOf,
  ODD_METADATA,
  uploadedFiles,
} from '../../support/attachedFiles.ts'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { ASK_WEATHER, expectRefusal, ranScene, textOf, waitingScene } from '../../support/runScene.ts'

const UNKNOWN = 'thread_000000000000000000000000'

const REFUSED: [body: object, param: string][] = [
  [{ tool_resources: [] }, 'tool_resources'],
  [{ tool_resources: 'all' }, 'tool_resources'],
  [{ tool_resources: { retrieval: {} } }, 'tool_resources.retrieval'],
  [{ tool_resources: { code_interpreter: { file_ids: null } } }, 'tool_resources.code_interpreter.file_ids'],
  [
    { tool_resources: { code_interpreter: { file_ids: Array.from({ length: 21 }, String) } } },
    'tool_resources.code_interpreter.file_ids',
  ],
  [
    { tool_resources: { file_search: { vector_store_ids: ['vs_a', 'vs_b'] } } },
    'tool_resources.file_search.vector_store_ids',
  ],
  [{ name: 'x' }, 'name'],
  ...BAD_METADATA.map(([metadata, param]): [object, string] => [{ metadata }, param]),
]

const REFUSED_ON_CREATION: [body: object, param: string][] = [
  ...REFUSED,
  [{ messages: null }, 'messages'],
  [{ messages: {} }, 'messages'],
  [{ messages: [{}] }, 'messages[0].role'],
  [{ messages: [{ role: 'user', content: 'a' }, { role: 'user' }] }, 'messages[1].content'],
  [{ messages: [{ role: 'user', content: 'a', metadata: { a: 1 } }] }, 'messages[0].metadata.a'],
  [{ tool_resources: { file_search: {} } }, 'tool_resources.file_search'],
  [
    { tool_resources: { file_search: { vector_store_ids: [], vector_stores: [{}] } } },
    'tool_resources.file_search',
  ],
]

function created(target: () => ContractTarget): void {
  it('are empty, with the defaults of the API', async () => {
    const { threads } = target().client.beta
    const thread = await threads.create()
    expect(thread).toEqual({
      id: expect.stringMatching(/^thread_/),
      object: 'thread',
      created_at: expect.any(Number),
      metadata: {},
      tool_resources: {},
    })
    expect(Math.abs(thread.created_at - Date.now() / 1000)).toBeLessThan(60)
    expect(await threads.retrieve(thread.id)).toEqual(thread)
    expect((await threads.messages.list(thread.id)).data).toEqual([])
    expect(await threads.create({ metadata: null, tool_resources: null, messages: [] })).toMatchObject({
      metadata: {},
      tool_resources: {},
    })
  })

  it('need no body, as the documentation shows it', async () => {
    const response = await target().fetch('/threads', { method: 'POST', body: '' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ object: 'thread', metadata: {} })
  })

  it('keep metadata up to their limits, and under any key', async () => {
    const { client } = target()
    const { id } = await client.beta.threads.create({ metadata: metadataOf(16) })
    expect((await client.beta.threads.retrieve(id)).metadata).toEqual(metadataOf(16))
    const odd = await client.post<Thread>('/threads', { body: { metadata: ODD_METADATA } })
    expect(JSON.stringify(odd.metadata)).toBe(JSON.stringify(ODD_METADATA))
  })

  it('have the messages that they come with, in their order', async () => {
    const { threads } = target().client.beta
    const { id } = await threads.create({
      messages: [
        { role: 'user', content: 'one', metadata: { a: '1' } },
        { role: 'assistant', content: [{ type: 'text', text: 'two' }] },
        { role: 'user', content: 'three' },
      ],
    })
    const messages = await collect(threads.messages.list(id, { order: 'asc' }))
    expect(messages.map(textOf)).toEqual(['one', 'two', 'three'])
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(messages[0]).toMatchObject({ thread_id: id, metadata: { a: '1' } })
  })

  it.each(REFUSED_ON_CREATION)('are refused for a bad part (%#)', async (body, param) => {
    await expectRefusal(target(), target().client.post('/threads', { body }), { status: 400, param })
  })
}

function withResources(target: () => ContractTarget): void {
  const create = (tool_resources: OpenAI.Beta.ThreadCreateParams.ToolResources): Promise<Thread> =>
    target().client.beta.threads.create({ tool_resources })

  it('take twenty files, and one store', async () => {
    const tool_resources = {
      code_interpreter: { file_ids: await uploadedFiles(target(), 20) },
      file_search: { vector_store_ids: [await createdStore(target())] },
    }
    const thread = await create(tool_resources)
    expect(thread.tool_resources).toEqual(tool_resources)
    expect(await target().client.beta.threads.retrieve(thread.id)).toEqual(thread)
  })

  it('make the store that they describe, which expires a week after its last use', async () => {
    const { vectorStores } = target().client
    const [fileId = ''] = await uploadedFiles(target(), 1)
    const made = { file_ids: [fileId], chunking_strategy: { type: 'auto' as const }, metadata: { a: '1' } }
    const { tool_resources: resources } = await create({ file_search: { vector_stores: [made] } })
    const [storeId = '', ...others] = resources?.file_search?.vector_store_ids ?? []
    expect(others).toEqual([])
    expect(await vectorStores.retrieve(storeId)).toMatchObject({
      metadata: { a: '1' },
      file_counts: { total: 1 },
      expires_after: { anchor: 'last_active_at', days: 7 },
    })
    expect(await vectorStores.files.poll(storeId, fileId)).toMatchObject({ status: 'completed' })
  })

  it('name files and stores that are there; else there is no thread, and no store', async () => {
    const { client } = target()
    const [newest] = (await client.vectorStores.list({ limit: 1 })).data
    const [file, store] = ["No file found with id 'file-0'.", "No vector store found with id 'vs_0'."]
    const refusals: [Promise<unknown>, string][] = [
      [create({ code_interpreter: { file_ids: ['file-0'] } }), file],
      [create({ file_search: { vector_store_ids: ['vs_0'] } }), store],
      [create({ file_search: { vector_stores: [{ file_ids: ['file-0'] }] } }), file],
      [
        client.beta.threads.create({
          tool_resources: { file_search: { vector_stores: [{}] } },
          messages: [{ role: 'user', content: 'a', attachments: [{ file_id: 'file-0', tools: [] }] }],
        }),
        file,
      ],
    ]
    for (const [request, message] of refusals)
      await expectRefusal(target(), request, { status: 404, message })
    expect((await client.vectorStores.list({ limit: 1 })).data[0]?.id).toBe(newest?.id)
  })

  it('have what their messages attach beside it', async () => {
    const [one = '', two = ''] = await uploadedFiles(target(), 2)
    const { tool_resources: resources } = await target().client.beta.threads.create({
      tool_resources: { code_interpreter: { file_ids: [one] } },
      messages: [
        {
          role: 'user',
          content: 'a',
          attachments: [{ file_id: two, tools: [{ type: 'code_interpreter' }] }],
        },
      ],
    })
    expect(resources).toEqual({ code_interpreter: { file_ids: [one, two] } })
  })
}

function changed(target: () => ContractTarget): void {
  it('stay as they are where nothing is given', async () => {
    const { threads } = target().client.beta
    const before = await threads.create({
      metadata: { a: '1' },
      tool_resources: { file_search: { vector_store_ids: [await createdStore(target())] } },
    })
    expect(await threads.update(before.id, {})).toEqual(before)
    expect(await threads.retrieve(before.id)).toEqual(before)
  })

  it('take new metadata whole, and none for null', async () => {
    const { threads } = target().client.beta
    const before = await threads.create({ metadata: { a: '1', b: '2' } })
    const after = await threads.update(before.id, { metadata: { b: '3' } })
    expect(after).toEqual({ ...before, metadata: { b: '3' } })
    expect(await threads.retrieve(before.id)).toEqual(after)
    expect((await threads.update(before.id, { metadata: null })).metadata).toEqual({})
  })

  it('take new resources for the tools that are named', async () => {
    const { threads } = target().client.beta
    const [one = '', two = ''] = await uploadedFiles(target(), 2)
    const search = { vector_store_ids: [await createdStore(target())] }
    const { id } = await threads.create({
      tool_resources: { code_interpreter: { file_ids: [one] }, file_search: search },
    })
    const update = async (
      tool_resources: OpenAI.Beta.ThreadUpdateParams.ToolResources | null,
    ): Promise<unknown> => (await threads.update(id, { tool_resources })).tool_resources
    expect(await update({ code_interpreter: { file_ids: [two] } })).toEqual({
      code_interpreter: { file_ids: [two] },
      file_search: search,
    })
    expect(await update({ file_search: { vector_store_ids: [] } })).toEqual({
      code_interpreter: { file_ids: [two] },
      file_search: { vector_store_ids: [] },
    })
    expect(await update(null)).toEqual({})
  })

  it('are refused for a bad part, and then stay as they are', async () => {
    const { client } = target()
    const before = await client.beta.threads.create({ metadata: { a: '1' } })
    const bad: [object, string][] = [
      ...REFUSED,
      [{ messages: [] }, 'messages'],
      [
        { tool_resources: { file_search: { vector_stores: [{}] } } },
        'tool_resources.file_search.vector_stores',
      ],
    ]
    for (const [body, param] of bad) {
      await expectRefusal(target(), client.post(`/threads/${before.id}`, { body }), { status: 400, param })
    }
    const noFile = { metadata: {}, tool_resources: { code_interpreter: { file_ids: ['file-0'] } } }
    const request = client.beta.threads.update(before.id, noFile)
    await expectRefusal(target(), request, { status: 404, message: "No file found with id 'file-0'." })
    expect(await client.beta.threads.retrieve(before.id)).toEqual(before)
  })

  it('also while a run holds them', async () => {
    const { threads } = target().client.beta
    const { thread } = await waitingScene(target())
    expect(await threads.update(thread.id, { metadata: { a: '1' } })).toMatchObject({ metadata: { a: '1' } })
  })
}

function deleted(target: () => ContractTarget): void {
  it('are gone with their messages, runs and steps', async () => {
    const { threads } = target().client.beta
    const { thread, run } = await ranScene(target(), 'Say: hello')
    const [message] = (await threads.messages.list(thread.id)).data
    const id = thread.id
    expect(await threads.delete(id)).toEqual({ id, object: 'thread.deleted', deleted: true })
    const asks: (() => Promise<unknown>)[] = [
      () => threads.retrieve(id),
      () => threads.update(id, {}),
      () => threads.delete(id),
      () => threads.messages.list(id),
      () => threads.messages.create(id, { role: 'user', content: 'x' }),
      () => threads.messages.retrieve(message?.id ?? '', { thread_id: id }),
      () => threads.runs.list(id),
      () => threads.runs.retrieve(run.id, { thread_id: id }),
      () => threads.runs.steps.list(run.id, { thread_id: id }),
    ]
    const gone = { status: 404, message: `No thread found with id '${id}'.` }
    for (const ask of asks) await expectRefusal(target(), ask(), gone)
  })

  it('leave other threads as they are', async () => {
    const { threads } = target().client.beta
    const { thread: one } = await ranScene(target(), 'Say: one')
    const { thread: other, run } = await ranScene(target(), 'Say: other')
    await threads.delete(one.id)
    expect((await threads.messages.list(other.id)).data.map(textOf)).toEqual(['other', 'Say: other'])
    expect(await threads.runs.retrieve(run.id, { thread_id: other.id })).toEqual(run)
    expect((await threads.runs.steps.list(run.id, { thread_id: other.id })).data).toHaveLength(1)
  })

  it('take a run that waits with them', async () => {
    const { threads } = target().client.beta
    const { thread, run, callId } = await waitingScene(target())
    await threads.delete(thread.id)
    const request = threads.runs.submitToolOutputs(run.id, {
      thread_id: thread.id,
      tool_outputs: [{ tool_call_id: callId, output: '21' }],
    })
    await expectRefusal(target(), request, { status: 404 })
  })

  it('take a run that is being executed with them', async () => {
    const { client, model } = target()
    const assistant = await client.beta.assistants.create({ model })
    const { id, thread_id: threadId } = await client.beta.threads.createAndRun({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: ASK_WEATHER }] },
    })
    await client.beta.threads.delete(threadId)
    const request = client.beta.threads.runs.retrieve(id, { thread_id: threadId })
    await expectRefusal(target(), request, { status: 404 })
  })
}

export const threadsContract: ContractSuite = (target) => {
  describe('threads that are created', () => created(target))
  describe('threads with files and stores', () => withResources(target))
  describe('threads that are changed', () => changed(target))
  describe('threads that are deleted', () => deleted(target))

  describe('threads', () => {
    it('that are not there are told so', async () => {
      const { threads } = target().client.beta
      const gone = { status: 404, message: `No thread found with id '${UNKNOWN}'.` }
      await expectRefusal(target(), threads.retrieve(UNKNOWN), gone)
      await expectRefusal(target(), threads.update(UNKNOWN, { metadata: {} }), gone)
      await expectRefusal(target(), threads.delete(UNKNOWN), gone)
    })

    it('are not listed', async () => {
      const response = await target().fetch('/threads')
      expect(response.ok).toBe(false)
      if (target().isOurs) expect(response.status).toBe(405)
    })

    it.each(['{', '[]', 'null'])('are not made of %j', async (body) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
      expect((await target().fetch('/threads', init)).status).toBe(400)
    })
  })
}
