import { describe, expect, it } from 'vitest'
import { createParams, draftOf } from '@/domain/assistantDraft.ts'
import {
  exportAssistants,
  exportFileName,
  readAssistants,
  withoutMissing,
  type ImportedAssistant,
} from '@/domain/assistantExport.ts'
import { AppError } from '@/domain/errors.ts'
import { assistantObject } from '../../support/assistantObjects.ts'

const clerk = assistantObject({
  instructions: 'Be exact.',
  tools: [{ type: 'function', function: { name: 'add', parameters: { type: 'object' } } }],
  tool_resources: {
    code_interpreter: { file_ids: ['file-1', 'file-2'] },
    file_search: { vector_store_ids: ['vs_1'] },
  },
  metadata: { team: 'north' },
})

const read = (value: unknown): ImportedAssistant[] => readAssistants(JSON.stringify(value))

function refusal(json: string): string {
  try {
    readAssistants(json)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid') return error.data.detail
  }
  throw new Error('The file was not refused.')
}

describe('readAssistants', () => {
  it('reads an export of several', () => {
    const other = assistantObject({ id: 'asst_2', name: 'Other' })
    const drafts = readAssistants(exportAssistants([clerk, other])).map(({ draft }) => draft)
    expect(drafts).toEqual([draftOf(clerk), draftOf(other)])
  })

  it.each<[string, unknown]>([
    ['an assistant as the API gives it', clerk],
    ['a list of them', [clerk]],
    ['a page of the API', { object: 'list', data: [clerk], has_more: false }],
  ])('reads %s', (_, value) => {
    expect(read(value)).toEqual([{ draft: draftOf(clerk), left: [] }])
  })

  it('reads version 1 of the API: its files, and retrieval for file search', () => {
    const [imported] = read({
      ...clerk,
      tool_resources: undefined,
      tools: [{ type: 'retrieval' }, { type: 'code_interpreter' }],
      file_ids: ['file-7'],
    })
    expect(imported?.draft).toMatchObject({
      tools: [{ type: 'file_search' }, { type: 'code_interpreter' }],
      codeFileIds: ['file-7'],
    })
  })

  it('names the tools that it does not know', () => {
    expect(read({ ...clerk, tools: [{ type: 'web_search' }, { type: 'code_interpreter' }] })).toMatchObject([
      { draft: { tools: [{ type: 'code_interpreter' }] }, left: [{ kind: 'tool', name: 'web_search' }] },
    ])
  })

  it('drops single values that make no sense', () => {
    const [imported] = read({
      model: 'm',
      temperature: 'warm',
      metadata: [1],
      response_format: { type: 'xml' },
    })
    expect(createParams(imported!.draft)).toEqual({ model: 'm' })
  })

  it.each([
    ['no JSON', '{', /not JSON/],
    ['an empty list', '[]', /no assistant/],
    ['something without a model', '{"name": "Clerk"}', /assistants\[0\]\.model/],
    [
      'a file of a later version',
      '{"format": "skein-assistants", "version": 2, "assistants": []}',
      /version 2/,
    ],
  ])('refuses %s, and says why', (_, json, why) => {
    expect(refusal(json)).toMatch(why)
  })
})

describe('withoutMissing', () => {
  it('leaves files and stores behind that are not there, and names them', () => {
    const imported = { draft: draftOf(clerk), left: [] }
    expect(withoutMissing(imported, new Set(['file-2', 'vs_1']))).toEqual({
      draft: { ...draftOf(clerk), codeFileIds: ['file-1'], vectorStoreId: null },
      left: [
        { kind: 'file', name: 'file-2' },
        { kind: 'store', name: 'vs_1' },
      ],
    })
    expect(withoutMissing(imported, new Set())).toEqual(imported)
  })
})

describe('exportFileName', () => {
  it('is the name of the only one, in characters that every system takes', () => {
    expect(exportFileName([assistantObject({ name: 'A/B: “test”' })])).toBe('A-B-“test”.json')
    expect(exportFileName([assistantObject({ name: null })])).toBe('asst_1.json')
    expect(exportFileName([clerk, clerk])).toBe('assistants.json')
  })
})
