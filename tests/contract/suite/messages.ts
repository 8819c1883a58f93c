/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { Message } from '@/runtime/wire.ts'
import { BAD_METADATA, metadataOf, ODD_METADATA, uploadedFiles } from '../../support/attachedFiles.ts'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { expectRefusal, ranScene, settledRun, textOf, waitingScene } from '../../support/runScene.ts'

const UNKNOWN = 'msg_000000000000000000000000'

const REFUSED: [body: object, param: string][] = [
  [{ role: undefined }, 'role'],
  [{ role: 'system' }, 'role'],
  [{ role: null }, 'role'],
  [{ content: undefined }, 'content'],
  [{ content: null }, 'content'],
  [{ content: 1 }, 'content'],
  [{ content: {} }, 'content'],
  [{ content: [] }, 'content'],
  [{ content: ['text'] }, 'content[0]'],
  [{ content: [{}] }, 'content[0].type'],
  [{ content: [{ type: 'audio' }] }, 'content[0].type'],
  [{ content: [{ type: 'text' }] }, 'content[0].text'],
  [{ content: [{ type: 'text', text: { value: 'x' } }] }, 'content[0].text'],
  [{ content: [{ type: 'text', text: 'x' }, { type: 'image_url' }] }, 'content[1].image_url'],
  [{ content: [{ type: 'image_url', image_url: 'https://a.invalid/b.png' }] }, 'content[0].image_url'],
  [{ content: [{ type: 'image_url', image_url: { url: 'no address' } }] }, 'content[0].image_url.url'],
  [
    { content: [{ type: 'image_url', image_url: { url: 'https://a.invalid/b.png', detail: 'fine' } }] },
    'content[0].image_url.detail',
  ],
  [{ content: [{ type: 'image_file', image_file: {} }] }, 'content[0].image_file.file_id'],
  [{ attachments: {} }, 'attachments'],
  [{ attachments: [{ tools: [] }] }, 'attachments[0].file_id'],
  [{ attachments: [{ file_id: 'file-0', tools: [{ type: 'function' }] }] }, 'attachments[0].tools[0].type'],
  [{ attachments: [{ file_id: 'file-0', tools: ['file_search'] }] }, 'attachments[0].tools[0]'],
  [{ file_ids: [] }, 'file_ids'],
  ...BAD_METADATA.map(([metadata, param]): [object, string] => [{ metadata }, param]),
]

async function newThread({ client }: ContractTarget): Promise<string> {
  return (await client.beta.threads.create()).id
}

const attachmentOf = (
  file_id: string,
  ...types: ('code_interpreter' | 'file_search')[]
): OpenAI.Beta.Threads.MessageCreateParams.Attachment => ({ file_id, tools: types.map((type) => ({ type })) })

function created(target: () => ContractTarget): void {
  it('have all fields of the API', async () => {
    const { messages } = target().client.beta.threads
    const threadId = await newThread(target())
    const message = await messages.create(threadId, { role: 'user', content: 'Hello 👋' })
    expect(message).toEqual({
      id: expect.stringMatching(/^msg_/),
      object: 'thread.message',
      created_at: expect.any(Number),
      thread_id: threadId,
      status: 'completed',
      incomplete_details: null,
      completed_at: null,
      incomplete_at: null,
      role: 'user',
      content: [{ type: 'text', text: { value: 'Hello 👋', annotations: [] } }],
      assistant_id: null,
      run_id: null,
      attachments: [],
      metadata: {},
    })
    expect(Math.abs(message.created_at - Date.now() / 1000)).toBeLessThan(60)
    expect(await messages.retrieve(message.id, { thread_id: threadId })).toEqual(message)
  })

  it('keep parts of every kind, in their order', async () => {
    const [fileId = ''] = await uploadedFiles(target(), 1)
    const address = 'https://images.invalid/a.png'
    const { content } = await target().client.beta.threads.messages.create(await newThread(target()), {
      role: 'user',
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'image_file', image_file: { file_id: fileId } },
        { type: 'image_file', image_file: { file_id: fileId, detail: 'high' } },
        { type: 'image_url', image_url: { url: address } },
        { type: 'image_url', image_url: { url: address, detail: 'low' } },
        { type: 'text', text: '' },
      ],
    })
    expect(content).toEqual([
      { type: 'text', text: { value: 'Look:', annotations: [] } },
      { type: 'image_file', image_file: { file_id: fileId, detail: 'auto' } },
      { type: 'image_file', image_file: { file_id: fileId, detail: 'high' } },
      { type: 'image_url', image_url: { url: address, detail: 'auto' } },
      { type: 'image_url', image_url: { url: address, detail: 'low' } },
      { type: 'text', text: { value: '', annotations: [] } },
    ])
  })

  it('keep what they are given, however long or odd', async () => {
    const { client } = target()
    const threadId = await newThread(target())
    for (const content of ['x'.repeat(300_000), '\u0000\u2028', '\ud83d alone', '  \n ']) {
      const { id } = await client.beta.threads.messages.create(threadId, { role: 'assistant', content })
      const message = await client.beta.threads.messages.retrieve(id, { thread_id: threadId })
      expect(message.role).toBe('assistant')
      expect(textOf(message)).toBe(content)
    }
    const body = { role: 'user', content: 'x', metadata: ODD_METADATA, attachments: null }
    const odd = await client.post<Message>(`/threads/${threadId}/messages`, { body })
    expect(JSON.stringify(odd.metadata)).toBe(JSON.stringify(ODD_METADATA))
    const params = { role: 'user' as const, content: 'x', metadata: metadataOf(16) }
    expect(await client.beta.threads.messages.create(threadId, params)).toMatchObject({
      metadata: metadataOf(16),
    })
  })

  it('are refused for a bad part, and then the thread stays as it is', async () => {
    const { client } = target()
    const threadId = await newThread(target())
    for (const [changes, param] of REFUSED) {
      const body = { role: 'user', content: 'x', ...changes }
      const request = client.post(`/threads/${threadId}/messages`, { body })
      await expectRefusal(target(), request, { status: 400, param })
    }
    expect((await client.beta.threads.messages.list(threadId)).data).toEqual([])
  })

  it('name files that are there', async () => {
    const { client } = target()
    const threadId = await newThread(target())
    const refusal = { status: 404, message: "No file found with id 'file-0'." }
    for (const params of [
      { content: [{ type: 'image_file' as const, image_file: { file_id: 'file-0' } }] },
      { content: 'x', attachments: [attachmentOf('file-0')] },
      { content: 'x', attachments: [attachmentOf('file-0', 'file_search')] },
    ]) {
      const request = client.beta.threads.messages.create(threadId, { role: 'user', ...params })
      await expectRefusal(target(), request, refusal)
    }
    expect((await client.beta.threads.messages.list(threadId)).data).toEqual([])
    expect((await client.beta.threads.retrieve(threadId)).tool_resources).toEqual({})
  })

  it.each(['', '{', '[]', 'null'])('are not made of %j', async (body) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const response = await target().fetch(`/threads/${await newThread(target())}/messages`, init)
    expect(response.status).toBe(400)
  })
}

function attached(target: () => ContractTarget): void {
  const attach = async (
    threadId: string,
    ...attachments: OpenAI.Beta.Threads.MessageCreateParams.Attachment[]
  ): Promise<Message> =>
    target().client.beta.threads.messages.create(threadId, { role: 'user', content: 'Here.', attachments })

  const resourcesOf = async (threadId: string): Promise<OpenAI.Beta.Thread.ToolResources | null> =>
    (await target().client.beta.threads.retrieve(threadId)).tool_resources

  it('stay with the message', async () => {
    const [one = '', two = ''] = await uploadedFiles(target(), 2)
    const attachments = [attachmentOf(one, 'code_interpreter', 'file_search'), attachmentOf(two)]
    expect((await attach(await newThread(target()), ...attachments)).attachments).toEqual(attachments)
  })

  it('go to the code interpreter of the thread, each once', async () => {
    const threadId = await newThread(target())
    const [one = '', two = ''] = await uploadedFiles(target(), 2)
    await attach(threadId, attachmentOf(one, 'code_interpreter'))
    await attach(threadId, attachmentOf(one, 'code_interpreter'), attachmentOf(two, 'code_interpreter'))
    expect(await resourcesOf(threadId)).toEqual({ code_interpreter: { file_ids: [one, two] } })
  })

  it('go to the code interpreter until it has twenty', async () => {
    const threadId = await newThread(target())
    const files = await uploadedFiles(target(), 21)
    const attachments = files.map((id) => attachmentOf(id, 'code_interpreter'))
    await attach(threadId, ...attachments.slice(0, 20))
    const request = attach(threadId, ...attachments.slice(20))
    await expectRefusal(target(), request, { status: 400, param: 'attachments' })
    expect((await resourcesOf(threadId))?.code_interpreter?.file_ids).toEqual(files.slice(0, 20))
  })

  it('go to a store for file search, which is made for the first of them', async () => {
    const { vectorStores } = target().client
    const threadId = await newThread(target())
    const [one = '', two = '', three = ''] = await uploadedFiles(target(), 3)
    await attach(
      threadId,
      attachmentOf(one, 'file_search'),
      attachmentOf(two, 'file_search', 'code_interpreter'),
    )
    const resources = await resourcesOf(threadId)
    expect(resources?.code_interpreter?.file_ids).toEqual([two])
    const [storeId = ''] = resources?.file_search?.vector_store_ids ?? []
    expect(await vectorStores.retrieve(storeId)).toMatchObject({
      expires_after: { anchor: 'last_active_at', days: 7 },
      file_counts: { total: 2 },
    })
    await attach(threadId, attachmentOf(three, 'file_search'))
    expect(await resourcesOf(threadId)).toEqual(resources)
    expect(await vectorStores.files.poll(storeId, three)).toMatchObject({ status: 'completed' })
    expect(await vectorStores.retrieve(storeId)).toMatchObject({ file_counts: { total: 3 } })
  })

  it('go to a new store where the old one is gone', async () => {
    const { vectorStores } = target().client
    const threadId = await newThread(target())
    const [one = '', two = ''] = await uploadedFiles(target(), 2)
    await attach(threadId, attachmentOf(one, 'file_search'))
    const [before = ''] = (await resourcesOf(threadId))?.file_search?.vector_store_ids ?? []
    await vectorStores.delete(before)
    await attach(threadId, attachmentOf(two, 'file_search'))
    const [after = ''] = (await resourcesOf(threadId))?.file_search?.vector_store_ids ?? []
    expect(after).not.toBe(before)
    expect(await vectorStores.retrieve(after)).toMatchObject({ file_counts: { total: 1 } })
  })
}

function listed(target: () => ContractTarget): void {
  async function threadOf(...contents: string[]): Promise<{ threadId: string; ids: string[] }> {
    const threadId = await newThread(target())
    const ids: string[] = []
    for (const content of contents) {
      const message = await target().client.beta.threads.messages.create(threadId, { role: 'user', content })
      ids.push(message.id)
    }
    return { threadId, ids }
  }

  it('newest first, page by page, in both directions', async () => {
    const { client } = target()
    const { threadId, ids } = await threadOf('a', 'b', 'c', 'd', 'e')
    const textsOf = async (query: OpenAI.Beta.Threads.MessageListParams): Promise<string> =>
      (await client.beta.threads.messages.list(threadId, query)).data.map(textOf).join('')
    const [a = '', b = '', c = '', d = '', e = ''] = ids
    expect(await textsOf({})).toBe('edcba')
    expect(await textsOf({ order: 'asc' })).toBe('abcde')
    expect(await textsOf({ limit: 2, after: d })).toBe('cb')
    expect(await textsOf({ limit: 2, before: b })).toBe('dc')
    expect(await textsOf({ limit: 100, before: c })).toBe('ed')
    expect(await textsOf({ order: 'asc', limit: 2, after: b })).toBe('cd')
    expect(await textsOf({ order: 'asc', limit: 2, before: e })).toBe('cd')
    expect(await textsOf({ order: 'asc', after: a, before: e })).toBe('bcd')
    expect(await textsOf({ after: a })).toBe('')
    expect(await textsOf({ before: e })).toBe('')
    for (const order of ['asc', 'desc'] as const) {
      for (const limit of [1, 2, 5, 100]) {
        const all = await collect(client.beta.threads.messages.list(threadId, { order, limit }))
        expect(all.map(({ id }) => id)).toEqual(order === 'asc' ? ids : ids.toReversed())
      }
    }
  })

  it('in the envelope of the API', async () => {
    const { client } = target()
    const { threadId, ids } = await threadOf('a', 'b', 'c')
    const path = `/threads/${threadId}/messages`
    expect(await client.get(`${path}?limit=2`)).toMatchObject({
      object: 'list',
      data: [{ id: ids[2] }, { id: ids[1] }],
      first_id: ids[2],
      last_id: ids[1],
      has_more: true,
    })
    expect(await client.get(`${path}?limit=3`)).toMatchObject({ has_more: false })
  })

  it('while they are deleted one by one', async () => {
    const { messages } = target().client.beta.threads
    const { threadId, ids } = await threadOf('a', 'b', 'c', 'd', 'e')
    const deleted = []
    for await (const { id } of messages.list(threadId, { limit: 2, order: 'asc' })) {
      deleted.push((await messages.delete(id, { thread_id: threadId })).id)
    }
    expect(deleted).toEqual(ids)
    expect((await messages.list(threadId)).data).toEqual([])
  })

  it('by the run that wrote them', async () => {
    const { client } = target()
    const { thread, run, assistant } = await ranScene(target(), 'Say: hello')
    const { data } = await client.beta.threads.messages.list(thread.id, { run_id: run.id })
    expect(data.map(textOf)).toEqual(['hello'])
    expect(data[0]).toMatchObject({ run_id: run.id, assistant_id: assistant.id, role: 'assistant' })
    expect((await client.beta.threads.messages.list(thread.id)).data).toHaveLength(2)
    const query = { run_id: 'run_000000000000000000000000' }
    expect((await client.beta.threads.messages.list(thread.id, query)).data).toEqual([])
  })

  it('not from a cursor that is of no message of the thread', async () => {
    const { messages } = target().client.beta.threads
    const { threadId } = await threadOf('a')
    const { ids } = await threadOf('b')
    for (const cursor of [UNKNOWN, ids[0] ?? '', 'nothing']) {
      for (const param of ['after', 'before']) {
        await expectRefusal(target(), messages.list(threadId, { [param]: cursor }), { status: 400, param })
      }
    }
  })

  it.each([
    ['limit', '0'],
    ['limit', '-1'],
    ['limit', '101'],
    ['limit', 'abc'],
    ['limit', '1.5'],
    ['order', 'x'],
  ])('not with the %s %s', async (param, value) => {
    const threadId = await newThread(target())
    const request = target().client.get(`/threads/${threadId}/messages?${param}=${value}`)
    await expectRefusal(target(), request, { status: 400, param })
  })
}

function changed(target: () => ContractTarget): void {
  it('take new metadata whole, and nothing else', async () => {
    const { client } = target()
    const { messages } = client.beta.threads
    const threadId = await newThread(target())
    const before = await messages.create(threadId, {
      role: 'user',
      content: 'a',
      metadata: { a: '1', b: '2' },
    })
    const place = { thread_id: threadId }
    expect(await messages.update(before.id, place)).toEqual(before)
    const after = await messages.update(before.id, { ...place, metadata: { b: '3' } })
    expect(after).toEqual({ ...before, metadata: { b: '3' } })
    const path = `/threads/${threadId}/messages/${before.id}`
    for (const [metadata, param] of BAD_METADATA) {
      await expectRefusal(target(), client.post(path, { body: { metadata } }), { status: 400, param })
    }
    for (const param of ['content', 'role']) {
      await expectRefusal(target(), client.post(path, { body: { [param]: 'user' } }), { status: 400, param })
    }
    expect(await messages.retrieve(before.id, place)).toEqual(after)
    expect((await messages.update(before.id, { ...place, metadata: null })).metadata).toEqual({})
  })
}

function held(target: () => ContractTarget): void {
  it('wait until no run holds the thread', async () => {
    const { client } = target()
    const { thread, run } = await waitingScene(target())
    const create = (): Promise<Message> =>
      client.beta.threads.messages.create(thread.id, { role: 'user', content: 'And?' })
    const message = `Can't add messages to ${thread.id} while a run ${run.id} is active.`
    await expectRefusal(target(), create(), { status: 400, message })
    const [newest] = (await client.beta.threads.messages.list(thread.id)).data
    const place = { thread_id: thread.id, metadata: { a: '1' } }
    const changed = await client.beta.threads.messages.update(newest?.id ?? '', place)
    expect(changed.metadata).toEqual({ a: '1' })
    await client.beta.threads.runs.cancel(run.id, { thread_id: thread.id })
    expect((await settledRun(target(), run)).status).toBe('cancelled')
    expect(textOf(await create())).toBe('And?')
  })
}

export const messagesContract: ContractSuite = (target) => {
  describe('messages that are created', () => created(target))
  describe('files that are attached to messages', () => attached(target))
  describe('messages are listed', () => listed(target))
  describe('messages that are changed', () => changed(target))
  describe('new messages', () => held(target))

  describe('messages', () => {
    it('are deleted for good', async () => {
      const { messages } = target().client.beta.threads
      const threadId = await newThread(target())
      const place = { thread_id: threadId }
      const { id } = await messages.create(threadId, { role: 'user', content: 'a' })
      expect(await messages.delete(id, place)).toEqual({
        id,
        object: 'thread.message.deleted',
        deleted: true,
      })
      const gone = { status: 404, message: `No message found with id '${id}'.` }
      await expectRefusal(target(), messages.retrieve(id, place), gone)
      await expectRefusal(target(), messages.delete(id, place), gone)
      expect((await messages.list(threadId)).data).toEqual([])
    })

    it('that are not there, or of another thread, are told so', async () => {
      const { messages } = target().client.beta.threads
      const [threadId, otherId] = [await newThread(target()), await newThread(target())]
      const elsewhere = await messages.create(otherId, { role: 'user', content: 'a' })
      const place = { thread_id: threadId }
      for (const id of [UNKNOWN, elsewhere.id]) {
        const gone = { status: 404, message: `No message found with id '${id}'.` }
        await expectRefusal(target(), messages.retrieve(id, place), gone)
        await expectRefusal(target(), messages.update(id, { ...place, metadata: {} }), gone)
        await expectRefusal(target(), messages.delete(id, place), gone)
      }
      expect(await messages.retrieve(elsewhere.id, { thread_id: otherId })).toEqual(elsewhere)
    })

    it('need their thread', async () => {
      const { messages } = target().client.beta.threads
      const threadId = 'thread_000000000000000000000000'
      const gone = { status: 404, message: `No thread found with id '${threadId}'.` }
      await expectRefusal(target(), messages.list(threadId), gone)
      await expectRefusal(target(), messages.create(threadId, { role: 'user', content: 'x' }), gone)
      await expectRefusal(target(), messages.retrieve(UNKNOWN, { thread_id: threadId }), gone)
    })
  })
}
