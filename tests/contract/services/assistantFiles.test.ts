import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { Assistant } from '@/domain/api.ts'
import {
  attachAssistantFile,
  detachAssistantFile,
  listAssistantFiles,
  retrieveAssistantFile,
} from '@/services/assistantFiles.ts'
import { createAssistant, retrieveAssistant, updateAssistant } from '@/services/assistants.ts'
import { createFile } from '@/services/files.ts'
import { createVectorStore, deleteVectorStore, listVectorStores } from '@/services/vectorStores.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { clientOver, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

const CODE = { type: 'code_interpreter' as const }
const SEARCH = { type: 'file_search' as const }

async function upload(client: OpenAI, name = 'notes.txt'): Promise<string> {
  const file = new File(['one two three'], name, { type: 'text/plain' })
  return (await createFile(client, { file, purpose: 'assistants' }, signal)).id
}

async function assistantWith(client: OpenAI, tools: Assistant['tools']): Promise<string> {
  return (await createAssistant(client, { model: 'demo/demo', tools }, signal)).id
}

describe('files of an assistant', () => {
  it.each([
    ['code interpreter', [CODE], ['code_interpreter']],
    ['file search', [SEARCH], ['file_search']],
    ['both', [CODE, SEARCH], ['code_interpreter', 'file_search']],
    ['code interpreter, where it has neither', [], ['code_interpreter']],
  ])('are attached to the tools that it has: %s', async (_, tools, readers) => {
    const client = await memoryClient()
    const assistantId = await assistantWith(client, tools)
    const fileId = await upload(client)
    const address = { assistantId, fileId }
    const file = await attachAssistantFile(client, address, null, signal)
    expect(file).toMatchObject({
      id: fileId,
      object: 'assistant.file',
      assistant_id: assistantId,
      tools: readers,
    })
    expect(file.vector_store_file?.id).toBe(readers.includes('file_search') ? fileId : undefined)
    expect((await listAssistantFiles(client, assistantId, signal)).map(({ id }) => id)).toEqual([fileId])

    const detached = await detachAssistantFile(client, address, signal)
    expect(detached).toEqual({ id: fileId, object: 'assistant.file.deleted', deleted: true })
    expect(await listAssistantFiles(client, assistantId, signal)).toEqual([])
    expect((await errorOf(retrieveAssistantFile(client, address, signal))).kind).toBe('not-found')
    expect((await errorOf(detachAssistantFile(client, address, signal))).kind).toBe('not-found')
  })

  it('share one store, and are attached to each once', async () => {
    const client = await memoryClient()
    const assistantId = await assistantWith(client, [CODE, SEARCH])
    const [first, second] = [await upload(client, 'a.txt'), await upload(client, 'b.txt')]
    for (const fileId of [first, second, first]) {
      await attachAssistantFile(client, { assistantId, fileId }, null, signal)
    }
    const { tool_resources: resources } = await retrieveAssistant(client, assistantId, signal)

    expect((await listVectorStores(client, {}, signal)).items).toHaveLength(1)
    expect(resources?.code_interpreter?.file_ids).toEqual([first, second])
    const files = await listAssistantFiles(client, assistantId, signal)
    expect(files.map(({ id }) => id)).toEqual([first, second])

    await detachAssistantFile(client, { assistantId, fileId: first }, signal)
    const rest = await retrieveAssistantFile(client, { assistantId, fileId: second }, signal)
    expect(rest.tools).toEqual(['code_interpreter', 'file_search'])
  })

  it('are attached to the tools that are asked for', async () => {
    const client = await memoryClient()
    const address = { assistantId: await assistantWith(client, [CODE]), fileId: await upload(client) }

    expect((await attachAssistantFile(client, address, ['file_search'], signal)).tools).toEqual([
      'file_search',
    ])
  })

  it('get a new store where the old one was deleted', async () => {
    const client = await memoryClient()
    const assistantId = await assistantWith(client, [CODE, SEARCH])
    const store = await createVectorStore(client, {}, signal)
    const resources = { file_search: { vector_store_ids: [store.id] } }
    await updateAssistant(client, assistantId, { tool_resources: resources }, signal)
    await deleteVectorStore(client, store.id, signal)
    expect(await listAssistantFiles(client, assistantId, signal)).toEqual([])

    const address = { assistantId, fileId: await upload(client) }
    const forCode = await attachAssistantFile(client, address, ['code_interpreter'], signal)
    expect(forCode.tools).toEqual(['code_interpreter'])
    const forBoth = await attachAssistantFile(client, address, null, signal)
    expect(forBoth.tools).toEqual(['code_interpreter', 'file_search'])
  })

  it.each([[[CODE]], [[SEARCH]]])('must be there: %o', async (tools) => {
    const client = await memoryClient()
    const assistantId = await assistantWith(client, tools)
    const address = { assistantId, fileId: 'file-none' }

    expect((await errorOf(attachAssistantFile(client, address, null, signal))).kind).toBe('not-found')
    expect((await listVectorStores(client, {}, signal)).items).toEqual([])
    const nobody = await errorOf(listAssistantFiles(client, 'asst_none', signal))
    expect(nobody.kind).toBe('not-found')
  })

  it('leave no store behind that could not be attached', async () => {
    const runtime = createMemoryRuntime()
    const client = await clientOver((input, init) => {
      const { method, url } = new Request(input, init)
      const isUpdate = method === 'POST' && url.includes('/assistants/')
      return isUpdate ? Promise.resolve(new Response('down', { status: 500 })) : runtime.fetch(input, init)
    })
    const address = { assistantId: await assistantWith(client, [SEARCH]), fileId: await upload(client) }

    expect((await errorOf(attachAssistantFile(client, address, null, signal))).kind).toBe('server')
    expect((await listVectorStores(client, {}, signal)).items).toEqual([])
  })

  it('are 20 at most for code interpreter', async () => {
    const client = await memoryClient()
    const assistantId = await assistantWith(client, [CODE])
    const fileIds = await Promise.all(Array.from({ length: 21 }, () => upload(client)))
    const [last = '', ...others] = fileIds
    const resources = { code_interpreter: { file_ids: others } }
    await updateAssistant(client, assistantId, { tool_resources: resources }, signal)
    const error = await errorOf(attachAssistantFile(client, { assistantId, fileId: last }, null, signal))

    expect(error.data).toMatchObject({
      kind: 'invalid',
      param: 'tool_resources.code_interpreter.file_ids',
    })
  })
})
