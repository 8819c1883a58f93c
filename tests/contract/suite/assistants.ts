/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { Assistant } from '@/runtime/wire.ts'
import {
  BAD_METADATA,
  createdStore,
  metadataOf,
  ODD_METADATA,
  uploadedFiles,
} from '../../support/attachedFiles.ts'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { expectRefusal } from '../../support/runScene.ts'

type Params = Partial<OpenAI.Beta.AssistantCreateParams>

const UNKNOWN = 'asst_000000000000000000000000'

const TOOLS: OpenAI.Beta.AssistantTool[] = [
  { type: 'code_interpreter' },
  {
    type: 'file_search',
    file_search: {
      max_num_results: 50,
      ranking_options: { ranker: 'default_2024_08_21', score_threshold: 1 },
    },
  },
  {
    type: 'function',
    function: {
      name: 'a-Function_1',
      description: 'It does.',
      parameters: { type: 'object', properties: {}, constructor: 'kept' },
      strict: true,
    },
  },
]

const FORMAT: OpenAI.Beta.AssistantResponseFormatOption = {
  type: 'json_schema',
  json_schema: { name: 'answer', description: 'An answer', schema: { type: 'object' }, strict: true },
}

const functionTool = (index: number): OpenAI.Beta.AssistantTool => ({
  type: 'function',
  function: { name: `f${index}` },
})

const some = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** What is refused of an assistant, new or changed, and the place that is named. */
const REFUSED: [body: object, param: string][] = [
  [{ model: '' }, 'model'],
  [{ model: null }, 'model'],
  [{ model: 4 }, 'model'],
  [{ name: 'x'.repeat(257) }, 'name'],
  [{ name: 1 }, 'name'],
  [{ description: 'x'.repeat(513) }, 'description'],
  [{ instructions: 'x'.repeat(256_001) }, 'instructions'],
  [{ tools: some(129, functionTool) }, 'tools'],
  [{ tools: null }, 'tools'],
  [{ tools: {} }, 'tools'],
  [{ tools: [{}] }, 'tools[0].type'],
  [{ tools: [{ type: 'retrieval' }] }, 'tools[0].type'],
  [{ tools: [functionTool(0), { type: 'function' }] }, 'tools[1].function'],
  [{ tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
  [{ tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools[0].function.name'],
  [{ tools: [{ type: 'function', function: { name: 'x'.repeat(65) } }] }, 'tools[0].function.name'],
  [
    { tools: [{ type: 'function', function: { name: 'f', parameters: [] } }] },
    'tools[0].function.parameters',
  ],
  [{ tools: [{ type: 'function', function: { name: 'f', more: 1 } }] }, 'tools[0].function.more'],
  [{ tools: [{ type: 'file_search', file_search: [] }] }, 'tools[0].file_search'],
  [
    { tools: [{ type: 'file_search', file_search: { max_num_results: 0 } }] },
    'tools[0].file_search.max_num_results',
  ],
  [
    { tools: [{ type: 'file_search', file_search: { max_num_results: 51 } }] },
    'tools[0].file_search.max_num_results',
  ],
  [
    { tools: [{ type: 'file_search', file_search: { ranking_options: { score_threshold: 1.1 } } }] },
    'tools[0].file_search.ranking_options.score_threshold',
  ],
  [
    { tools: [{ type: 'file_search', file_search: { ranking_options: {} } }] },
    'tools[0].file_search.ranking_options.score_threshold',
  ],
  [{ temperature: -0.1 }, 'temperature'],
  [{ temperature: 2.1 }, 'temperature'],
  [{ temperature: 'hot' }, 'temperature'],
  [{ top_p: -0.1 }, 'top_p'],
  [{ top_p: 1.1 }, 'top_p'],
  [{ response_format: 'text' }, 'response_format'],
  [{ response_format: { type: 'xml' } }, 'response_format.type'],
  [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
  [{ response_format: { type: 'json_schema', json_schema: {} } }, 'response_format.json_schema.name'],
  [{ reasoning_effort: 'huge' }, 'reasoning_effort'],
  [{ tool_resources: [] }, 'tool_resources'],
  [{ tool_resources: { retrieval: {} } }, 'tool_resources.retrieval'],
  [{ tool_resources: { code_interpreter: [] } }, 'tool_resources.code_interpreter'],
  [
    { tool_resources: { code_interpreter: { file_ids: some(21, String) } } },
    'tool_resources.code_interpreter.file_ids',
  ],
  [
    { tool_resources: { file_search: { vector_store_ids: ['vs_a', 'vs_b'] } } },
    'tool_resources.file_search.vector_store_ids',
  ],
  [{ file_ids: [] }, 'file_ids'],
  ...BAD_METADATA.map(([metadata, param]): [object, string] => [{ metadata }, param]),
]

function created(target: () => ContractTarget): void {
  const create = (params: Params = {}): Promise<Assistant> =>
    target().client.beta.assistants.create({ model: target().model, ...params })

  it('have the defaults of the API', async () => {
    const { client, model } = target()
    const assistant = await create()
    expect(assistant).toMatchObject({
      id: expect.stringMatching(/^asst_/),
      object: 'assistant',
      model,
      name: null,
      description: null,
      instructions: null,
      tools: [],
      tool_resources: {},
      metadata: {},
      temperature: 1,
      top_p: 1,
      response_format: 'auto',
    })
    expect(Math.abs(assistant.created_at - Date.now() / 1000)).toBeLessThan(60)
    expect(await client.beta.assistants.retrieve(assistant.id)).toEqual(assistant)
  })

  it('keep what they are given, up to every limit', async () => {
    const params: Params = {
      name: 'n'.repeat(256),
      description: 'd'.repeat(512),
      instructions: 'i'.repeat(256_000),
      tools: [...TOOLS, ...some(125, functionTool)],
      metadata: metadataOf(16),
      temperature: 2,
      top_p: 0,
      response_format: FORMAT,
    }
    const assistant = await create({ ...params, reasoning_effort: 'high' })
    expect(assistant).toMatchObject(params)
    expect(await target().client.beta.assistants.retrieve(assistant.id)).toEqual(assistant)
  })

  it('have the defaults for nulls', async () => {
    const nulls = {
      name: null,
      description: null,
      instructions: null,
      metadata: null,
      temperature: null,
      top_p: null,
      response_format: null,
      reasoning_effort: null,
      tool_resources: null,
    }
    const { id, created_at: createdAt } = await create(nulls)
    const plain = await create()
    expect(await target().client.beta.assistants.retrieve(id)).toEqual({
      ...plain,
      id,
      created_at: createdAt,
    })
  })

  it('keep metadata under any key', async () => {
    const body = { model: target().model, metadata: ODD_METADATA }
    const { id } = await target().client.post<Assistant>('/assistants', { body })
    const { metadata } = await target().client.beta.assistants.retrieve(id)
    expect(JSON.stringify(metadata)).toBe(JSON.stringify(ODD_METADATA))
  })

  it.each(REFUSED)('are refused for a bad part (%#)', async (body, param) => {
    const { client, model } = target()
    const request = client.post('/assistants', { body: { model, ...body } })
    await expectRefusal(target(), request, { status: 400, param })
  })

  it('count characters, not halves of them', async () => {
    const name = '😀'.repeat(256)
    expect(await create({ name })).toMatchObject({ name })
    await expectRefusal(target(), create({ name: `${name}😀` }), {
      status: 400,
      param: 'name',
      code: 'string_above_max_length',
      message:
        "Invalid 'name': string too long. Expected a string with maximum length 256, but got a string with length 257 instead.",
    })
  })

  it('are refused with a whole number that a decimal must not be', async () => {
    await expectRefusal(target(), create({ temperature: 3 }), {
      status: 400,
      param: 'temperature',
      code: 'decimal_above_max_value',
      message:
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
    })
    await expectRefusal(target(), create({ top_p: -1 }), {
      status: 400,
      param: 'top_p',
      code: 'decimal_below_min_value',
    })
  })

  it('are refused without a model', async () => {
    const request = target().client.post('/assistants', { body: { name: 'Nobody' } })
    await expectRefusal(target(), request, {
      status: 400,
      param: 'model',
      code: 'missing_required_parameter',
      message: "Missing required parameter: 'model'.",
    })
  })
}

function changed(target: () => ContractTarget): void {
  const make = (params: Params = {}): Promise<Assistant> =>
    target().client.beta.assistants.create({ model: target().model, ...params })

  const FULL: Params = {
    name: 'A',
    description: 'B',
    instructions: 'C',
    tools: TOOLS,
    metadata: { a: '1', b: '2' },
    temperature: 0.5,
    top_p: 0.5,
    response_format: FORMAT,
    reasoning_effort: 'low',
  }

  it('stay as they are where nothing is given', async () => {
    const { client } = target()
    const [fileId = ''] = await uploadedFiles(target(), 1)
    const before = await make({ ...FULL, tool_resources: { code_interpreter: { file_ids: [fileId] } } })
    expect(await client.beta.assistants.update(before.id, {})).toEqual(before)
    expect(await client.beta.assistants.retrieve(before.id)).toEqual(before)
  })

  it.each<[string, Params]>([
    ['model', { model: 'another-model' }],
    ['name', { name: 'X' }],
    ['description', { description: 'X' }],
    ['instructions', { instructions: 'X' }],
    ['tools', { tools: [{ type: 'code_interpreter' }] }],
    ['no tools', { tools: [] }],
    ['metadata, whole', { metadata: { b: '3' } }],
    ['temperature', { temperature: 0 }],
    ['top_p', { top_p: 1 }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['reasoning_effort', { reasoning_effort: 'max' }],
  ])('take a new %s and keep the rest', async (_, changes) => {
    const { client } = target()
    const before = await make(FULL)
    const after = await client.beta.assistants.update(before.id, changes)
    expect(after).toEqual({ ...before, ...changes })
    expect(await client.beta.assistants.retrieve(before.id)).toEqual(after)
  })

  it('get their defaults back for nulls', async () => {
    const before = await make(FULL)
    const nulls = {
      name: null,
      description: null,
      instructions: null,
      metadata: null,
      temperature: null,
      top_p: null,
      response_format: null,
      reasoning_effort: null,
    }
    const plain = await make({ tools: TOOLS })
    const after = await target().client.beta.assistants.update(before.id, nulls)
    expect(after).toEqual({ ...plain, id: before.id, created_at: before.created_at })
  })

  it('are refused for a bad part, and then stay as they are', async () => {
    const { client } = target()
    const before = await make(FULL)
    for (const [body, param] of REFUSED) {
      await expectRefusal(target(), client.post(`/assistants/${before.id}`, { body }), { status: 400, param })
    }
    const stores = { tool_resources: { file_search: { vector_stores: [{}] } } }
    const request = client.post(`/assistants/${before.id}`, { body: stores })
    await expectRefusal(target(), request, { status: 400, param: 'tool_resources.file_search.vector_stores' })
    expect(await client.beta.assistants.retrieve(before.id)).toEqual(before)
  })
}

function withResources(target: () => ContractTarget): void {
  const create = (
    tool_resources: NonNullable<OpenAI.Beta.AssistantCreateParams['tool_resources']>,
  ): Promise<Assistant> => target().client.beta.assistants.create({ model: target().model, tool_resources })

  it('take twenty files, and one store', async () => {
    const tool_resources = {
      code_interpreter: { file_ids: await uploadedFiles(target(), 20) },
      file_search: { vector_store_ids: [await createdStore(target())] },
    }
    expect((await create(tool_resources)).tool_resources).toEqual(tool_resources)
  })

  it('make the store that they describe', async () => {
    const { client } = target()
    const [fileId = ''] = await uploadedFiles(target(), 1)
    const { tool_resources: resources } = await create({
      file_search: {
        vector_stores: [
          {
            file_ids: [fileId],
            chunking_strategy: {
              type: 'static',
              static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 50 },
            },
            metadata: { made: 'with it' },
          },
        ],
      },
    })
    const [storeId = '', ...others] = resources?.file_search?.vector_store_ids ?? []
    expect(others).toEqual([])
    const store = await client.vectorStores.retrieve(storeId)
    expect(store).toMatchObject({ metadata: { made: 'with it' }, file_counts: { total: 1 } })
    expect(store.expires_after ?? null).toBeNull()
    expect(await client.vectorStores.files.poll(storeId, fileId)).toMatchObject({
      status: 'completed',
      chunking_strategy: { static: { max_chunk_size_tokens: 100 } },
    })
  })

  it.each([
    [{ file_search: {} }, 'tool_resources.file_search'],
    [{ file_search: { vector_store_ids: [], vector_stores: [] } }, 'tool_resources.file_search'],
    [{ file_search: { vector_stores: [{}, {}] } }, 'tool_resources.file_search.vector_stores'],
    [{ file_search: { vector_stores: [[]] } }, 'tool_resources.file_search.vector_stores[0]'],
    [{ file_search: { vector_stores: [{ name: 'x' }] } }, 'tool_resources.file_search.vector_stores[0].name'],
    [
      { file_search: { vector_stores: [{ chunking_strategy: { type: 'best' } }] } },
      'tool_resources.file_search.vector_stores[0].chunking_strategy.type',
    ],
  ])('are refused with %j', async (tool_resources, param) => {
    const { client, model } = target()
    const request = client.post('/assistants', { body: { model, tool_resources } })
    await expectRefusal(target(), request, { status: 400, param })
  })

  it('change for the tools that are named', async () => {
    const { client } = target()
    const [one = '', two = ''] = await uploadedFiles(target(), 2)
    const [first, second] = [await createdStore(target()), await createdStore(target())]
    const { id } = await create({
      code_interpreter: { file_ids: [one] },
      file_search: { vector_store_ids: [first] },
    })
    const update = async (
      tool_resources: OpenAI.Beta.AssistantUpdateParams.ToolResources | null,
    ): Promise<unknown> => (await client.beta.assistants.update(id, { tool_resources })).tool_resources
    const [code, search] = [{ file_ids: [two] }, { vector_store_ids: [second] }]
    expect(await update({})).toMatchObject({ code_interpreter: { file_ids: [one] } })
    expect(await update({ code_interpreter: code })).toEqual({
      code_interpreter: code,
      file_search: { vector_store_ids: [first] },
    })
    expect(await update({ file_search: search })).toEqual({ code_interpreter: code, file_search: search })
    expect(await update({ code_interpreter: {} })).toEqual({
      code_interpreter: { file_ids: [] },
      file_search: search,
    })
    expect(await update({ file_search: { vector_store_ids: [] } })).toMatchObject({
      file_search: { vector_store_ids: [] },
    })
    expect(await update(null)).toEqual({})
  })

  it('name files and stores that are there', async () => {
    const { client, model } = target()
    const { id } = await create({})
    const noFile = { code_interpreter: { file_ids: ['file-0'] } }
    const noStore = { file_search: { vector_store_ids: ['vs_0'] } }
    const storeOfNoFile = { file_search: { vector_stores: [{ file_ids: ['file-0'] }] } }
    const [file, store] = ["No file found with id 'file-0'.", "No vector store found with id 'vs_0'."]
    const refusals: [Promise<unknown>, string][] = [
      [create(noFile), file],
      [create(noStore), store],
      [create(storeOfNoFile), file],
      [client.beta.assistants.update(id, { tool_resources: noFile }), file],
      [client.beta.assistants.update(id, { tool_resources: noStore }), store],
    ]
    for (const [request, message] of refusals)
      await expectRefusal(target(), request, { status: 404, message })
    const [newest] = (await client.beta.assistants.list({ limit: 1 })).data
    expect(newest).toMatchObject({ id, model, tool_resources: {} })
  })
}

function listed(target: () => ContractTarget): void {
  it('newest first, page by page, in both directions', async () => {
    const { client, model } = target()
    const made: Assistant[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      made.push(await client.beta.assistants.create({ model, name }))
    const idOf = (index: number): string => made[index]?.id ?? ''
    const namesOf = async (query: OpenAI.Beta.AssistantListParams): Promise<string> =>
      (await client.beta.assistants.list(query)).data.map(({ name }) => name).join('')
    expect(await namesOf({ limit: 2 })).toBe('ed')
    expect(await namesOf({ limit: 2, after: idOf(3) })).toBe('cb')
    expect(await namesOf({ limit: 2, before: idOf(1) })).toBe('dc')
    expect(await namesOf({ after: idOf(4), before: idOf(0) })).toBe('dcb')
    expect(await namesOf({ order: 'asc', after: idOf(1) })).toBe('cde')
    expect(await namesOf({ order: 'asc', limit: 2, before: idOf(4) })).toBe('cd')
    const first: unknown = await client.get('/assistants?limit=2')
    expect(first).toMatchObject({ object: 'list', first_id: idOf(4), last_id: idOf(3), has_more: true })
    const all = await collect(client.beta.assistants.list({ limit: 2 }))
    expect(all.slice(0, 5)).toEqual(made.toReversed())
    const oldest = await collect(client.beta.assistants.list({ limit: 100, order: 'asc' }))
    expect(oldest.slice(-5)).toEqual(made)
  })

  it('while they are deleted one by one', async () => {
    const { client, model } = target()
    const made: string[] = []
    for (let index = 0; index < 5; index += 1) made.push((await client.beta.assistants.create({ model })).id)
    const deleted = []
    for await (const { id } of client.beta.assistants.list({ limit: 2 })) {
      if (!made.includes(id)) break
      deleted.push((await client.beta.assistants.delete(id)).id)
    }
    expect(deleted).toEqual(made.reverse())
  })

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'abc'],
    ['order', 'up'],
    ['after', UNKNOWN],
    ['before', 'nothing'],
  ])('not with the %s %s', async (param, value) => {
    const request = target().client.get(`/assistants?${param}=${value}`)
    await expectRefusal(target(), request, { status: 400, param })
  })
}

export const assistantsContract: ContractSuite = (target) => {
  describe('assistants that are created', () => created(target))
  describe('assistants that are changed', () => changed(target))
  describe('assistants with files and stores', () => withResources(target))
  describe('assistants are listed', () => listed(target))

  describe('assistants', () => {
    it('are deleted for good', async () => {
      const { client, model } = target()
      const { id } = await client.beta.assistants.create({ model })
      expect(await client.beta.assistants.delete(id)).toEqual({
        id,
        object: 'assistant.deleted',
        deleted: true,
      })
      const gone = { status: 404, message: `No assistant found with id '${id}'.` }
      await expectRefusal(target(), client.beta.assistants.retrieve(id), gone)
      await expectRefusal(target(), client.beta.assistants.delete(id), gone)
    })

    it('that are not there are told so', async () => {
      const { assistants } = target().client.beta
      const gone = { status: 404, message: `No assistant found with id '${UNKNOWN}'.` }
      await expectRefusal(target(), assistants.retrieve(UNKNOWN), gone)
      await expectRefusal(target(), assistants.update(UNKNOWN, { name: 'x' }), gone)
      await expectRefusal(target(), assistants.delete(UNKNOWN), gone)
    })

    it.each(['', '{', '[]', 'null'])('are not made of %j', async (body) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
      const response = await target().fetch('/assistants', init)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param: null } })
    })
  })
}
