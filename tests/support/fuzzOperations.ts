/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { toFile } from 'openai'
import type { ContractTarget } from './contractTarget.ts'
import { ranScene, stepsOf, waitingScene } from './runScene.ts'

/** One operation of the API with a request that it accepts: what the fuzz makes its cases of. */
export interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  /** As the specification has it, e.g. `/threads/{thread}`; the names are those of the ids. */
  path: string
  query?: string
  body?: object
  form?: Record<string, string | File>
}

type Kind =
  | 'model'
  | 'assistant'
  | 'thread'
  | 'message'
  | 'run'
  | 'step'
  | 'waitingThread'
  | 'waitingRun'
  | 'call'
  | 'file'
  | 'picture'
  | 'looseFile'
  | 'store'
  | 'batch'
  | 'upload'
  | 'part'

/** By kind; `waitingRun` waits for the output of `call`. */
export type Ids = Record<Kind, string>

/** Makes one object of each kind, and gives their ids. */
export async function seedIds(target: ContractTarget): Promise<Ids> {
  const { client, model } = target
  const upload = async (purpose: 'vision' | 'assistants'): Promise<string> =>
    (await client.files.create({ file: await toFile(new Blob(['Water is wet.']), 'water.txt'), purpose })).id
  const [picture, file, looseFile] = [
    await upload('vision'),
    await upload('assistants'),
    await upload('assistants'),
  ]
  const idle = await ranScene(target, 'Say: hello')
  const [step] = await stepsOf(target, idle.run)
  const waiting = await waitingScene(target)
  const message = await client.beta.threads.messages.create(idle.thread.id, {
    role: 'user',
    content: 'Thank you.',
  })
  const store = await client.vectorStores.create({ name: 'Store', file_ids: [file] })
  const batch = await client.vectorStores.fileBatches.createAndPoll(store.id, { file_ids: [picture, file] })
  const pending = await client.uploads.create({
    filename: 'a.txt',
    bytes: 3,
    mime_type: 'text/plain',
    purpose: 'vision',
  })
  const part = await client.uploads.parts.create(pending.id, { data: await toFile(new Blob(['abc'])) })
  return {
    model,
    assistant: idle.assistant.id,
    thread: idle.thread.id,
    message: message.id,
    run: idle.run.id,
    step: step?.id ?? '',
    waitingThread: waiting.thread.id,
    waitingRun: waiting.run.id,
    call: waiting.callId,
    file,
    picture,
    looseFile,
    store: store.id,
    batch: batch.id,
    upload: pending.id,
    part: part.id,
  }
}

const METADATA = { project: 'skein' }
const PAGE = 'limit=2&order=asc'
const EXPIRY = { anchor: 'created_at', seconds: 3600 }

/** Every operation of the API. */
export function operationsOf(ids: Ids): Operation[] {
  return [
    ...assistantOperations(ids),
    ...threadOperations(ids),
    ...runOperations(ids),
    ...storeOperations(ids),
    ...fileOperations(ids),
    ...uploadOperations(ids),
  ]
}

const FUNCTION_TOOL = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather', parameters: { type: 'object' }, strict: false },
}

function assistantOperations({ model, file, store }: Ids): Operation[] {
  const body = {
    model,
    name: 'Ada',
    description: 'Knows',
    instructions: 'Be brief.',
    tools: [
      { type: 'code_interpreter' },
      {
        type: 'file_search',
        file_search: { max_num_results: 5, ranking_options: { ranker: 'auto', score_threshold: 0.5 } },
      },
      FUNCTION_TOOL,
    ],
    tool_resources: {
      code_interpreter: { file_ids: [file] },
      file_search: { vector_store_ids: [store] },
    },
    metadata: METADATA,
    temperature: 1,
    top_p: 0.5,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
    },
    reasoning_effort: 'low',
  }
  return [
    { method: 'POST', path: '/assistants', body },
    { method: 'GET', path: '/assistants', query: PAGE },
    { method: 'GET', path: '/assistants/{assistant}' },
    { method: 'POST', path: '/assistants/{assistant}', body },
    { method: 'DELETE', path: '/assistants/{assistant}' },
  ]
}

function messageBody(picture: string): object {
  return {
    role: 'user',
    content: [
      { type: 'text', text: 'Look' },
      { type: 'image_file', image_file: { file_id: picture, detail: 'low' } },
      { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'auto' } },
    ],
    attachments: [{ file_id: picture, tools: [{ type: 'code_interpreter' }] }],
    metadata: METADATA,
  }
}

function threadBody({ picture, file, looseFile }: Ids): object {
  return {
    messages: [{ role: 'user', content: 'Hello' }, messageBody(picture)],
    tool_resources: {
      code_interpreter: { file_ids: [file] },
      file_search: { vector_stores: [{ file_ids: [looseFile], metadata: METADATA }] },
    },
    metadata: METADATA,
  }
}

function threadOperations(ids: Ids): Operation[] {
  const messages = '/threads/{thread}/messages'
  return [
    { method: 'POST', path: '/threads', body: threadBody(ids) },
    { method: 'GET', path: '/threads/{thread}' },
    { method: 'POST', path: '/threads/{thread}', body: { metadata: METADATA, tool_resources: {} } },
    { method: 'DELETE', path: '/threads/{thread}' },
    { method: 'POST', path: messages, body: messageBody(ids.picture) },
    { method: 'GET', path: messages, query: `${PAGE}&run_id=${ids.run}&after=${ids.message}` },
    { method: 'GET', path: `${messages}/{message}` },
    { method: 'POST', path: `${messages}/{message}`, body: { metadata: METADATA } },
    { method: 'DELETE', path: `${messages}/{message}` },
  ]
}

const RUN_BODY = {
  instructions: 'Be kind.',
  tools: [FUNCTION_TOOL],
  metadata: METADATA,
  temperature: 0,
  top_p: 1,
  max_prompt_tokens: 1000,
  max_completion_tokens: 1000,
  truncation_strategy: { type: 'last_messages', last_messages: 2 },
  tool_choice: { type: 'function', function: { name: 'get_weather' } },
  parallel_tool_calls: true,
  response_format: 'auto',
  reasoning_effort: 'low',
}

function runOperations(ids: Ids): Operation[] {
  const runs = '/threads/{thread}/runs'
  const waiting = '/threads/{waitingThread}/runs/{waitingRun}'
  const include = 'include[]=step_details.tool_calls[*].file_search.results[*].content'
  const run = { assistant_id: ids.assistant, model: ids.model, ...RUN_BODY }
  const additional = {
    additional_instructions: 'And short.',
    additional_messages: [messageBody(ids.picture)],
  }
  const outputs = [{ tool_call_id: ids.call, output: '18 degrees' }]
  return [
    { method: 'POST', path: '/threads/runs', body: { ...run, thread: threadBody(ids), tool_resources: {} } },
    { method: 'POST', path: runs, query: include, body: { ...run, ...additional, stream: true } },
    { method: 'GET', path: runs, query: PAGE },
    { method: 'GET', path: `${runs}/{run}` },
    { method: 'POST', path: `${runs}/{run}`, body: { metadata: METADATA } },
    { method: 'POST', path: `${waiting}/cancel` },
    { method: 'POST', path: `${waiting}/submit_tool_outputs`, body: { tool_outputs: outputs, stream: true } },
    { method: 'GET', path: `${runs}/{run}/steps`, query: `${PAGE}&${include}` },
    { method: 'GET', path: `${runs}/{run}/steps/{step}`, query: include },
  ]
}

function storeOperations({ file, looseFile, picture }: Ids): Operation[] {
  const one = '/vector_stores/{store}'
  const chunking_strategy = {
    type: 'static',
    static: { max_chunk_size_tokens: 400, chunk_overlap_tokens: 100 },
  }
  const settings = { name: 'S', metadata: METADATA, expires_after: { anchor: 'last_active_at', days: 7 } }
  const added = { file_id: looseFile, attributes: { year: 2026, kind: 'note', ok: true }, chunking_strategy }
  const filters = {
    type: 'and',
    filters: [
      { type: 'eq', key: 'kind', value: 'note' },
      { type: 'in', key: 'year', value: [2025, 2026] },
    ],
  }
  const search = {
    query: ['water', 'wet'],
    max_num_results: 3,
    rewrite_query: false,
    filters,
    ranking_options: { ranker: 'auto', score_threshold: 0.1 },
  }
  return [
    { method: 'POST', path: '/vector_stores', body: { ...settings, file_ids: [file], chunking_strategy } },
    { method: 'GET', path: '/vector_stores', query: PAGE },
    { method: 'GET', path: one },
    { method: 'POST', path: one, body: settings },
    { method: 'DELETE', path: one },
    { method: 'POST', path: `${one}/search`, body: search },
    { method: 'GET', path: `${one}/files`, query: `${PAGE}&filter=completed` },
    { method: 'POST', path: `${one}/files`, body: added },
    { method: 'GET', path: `${one}/files/{file}` },
    { method: 'POST', path: `${one}/files/{file}`, body: { attributes: { year: 2026 } } },
    { method: 'DELETE', path: `${one}/files/{file}` },
    { method: 'GET', path: `${one}/files/{file}/content` },
    { method: 'POST', path: `${one}/file_batches`, body: { files: [added, { file_id: picture }] } },
    { method: 'GET', path: `${one}/file_batches/{batch}` },
    { method: 'POST', path: `${one}/file_batches/{batch}/cancel` },
    { method: 'GET', path: `${one}/file_batches/{batch}/files`, query: `${PAGE}&filter=completed` },
  ]
}

function fileOperations({ picture }: Ids): Operation[] {
  const form = {
    file: new File(['Water is wet.'], 'water.txt', { type: 'text/plain' }),
    purpose: 'vision',
    'expires_after[anchor]': EXPIRY.anchor,
    'expires_after[seconds]': String(EXPIRY.seconds),
  }
  return [
    { method: 'GET', path: '/files', query: `${PAGE}&purpose=vision&after=${picture}` },
    { method: 'POST', path: '/files', form },
    { method: 'GET', path: '/files/{file}' },
    { method: 'DELETE', path: '/files/{file}' },
    { method: 'GET', path: '/files/{picture}/content' },
  ]
}

function uploadOperations({ part }: Ids): Operation[] {
  const body = {
    filename: 'a.txt',
    purpose: 'vision',
    bytes: 3,
    mime_type: 'text/plain',
    expires_after: EXPIRY,
  }
  return [
    { method: 'POST', path: '/uploads', body },
    { method: 'POST', path: '/uploads/{upload}/parts', form: { data: new File(['def'], 'part') } },
    {
      method: 'POST',
      path: '/uploads/{upload}/complete',
      body: { part_ids: [part], md5: '900150983cd24fb0d6963f7d28e17f72' },
    },
    { method: 'POST', path: '/uploads/{upload}/cancel' },
  ]
}
