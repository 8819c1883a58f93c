import { describe, expect, it } from 'vitest'
import type { Assistant } from '@/domain/api.ts'
import {
  copyParams,
  createParams,
  draftOf,
  metadataOf,
  newDraft,
  parseDraft,
  rebasedDraft,
  updateParams,
} from '@/domain/assistantDraft.ts'
import { assistantObject } from '../../support/assistantObjects.ts'

const whole: Assistant = assistantObject({
  description: 'Keeps the books',
  instructions: 'Be exact.',
  tools: [
    { type: 'code_interpreter' },
    { type: 'file_search', file_search: { max_num_results: 5 } },
    { type: 'function', function: { name: 'add', parameters: { type: 'object' }, strict: true } },
  ],
  tool_resources: {
    code_interpreter: { file_ids: ['file-1'] },
    file_search: { vector_store_ids: ['vs_1'] },
  },
  metadata: { team: 'north' },
  temperature: 0.2,
  top_p: 0.9,
  response_format: { type: 'json_schema', json_schema: { name: 'sum', description: 'A sum', schema: {} } },
  reasoning_effort: 'low',
})

describe('createParams', () => {
  it('sends nothing but the model for a form that is otherwise blank', () => {
    expect(createParams(newDraft({ model: ' demo/skein-demo ' }))).toEqual({ model: 'demo/skein-demo' })
  })

  it('says all that an assistant has, and so makes a copy of it', () => {
    const { id, object, created_at } = whole
    expect({ id, object, created_at, ...copyParams(whole) }).toEqual(whole)
  })
})

describe('metadataOf', () => {
  it('leaves out rows that were left blank, and no others', () => {
    const pairs = [
      { key: '', value: '' },
      { key: 'team', value: '' },
      { key: '', value: 'north' },
    ]
    expect(metadataOf(pairs)).toEqual({ team: '', '': 'north' })
  })
})

describe('updateParams', () => {
  it('sends nothing where nothing was changed', () => {
    expect(updateParams(draftOf(whole), draftOf(whole))).toEqual({})
  })

  it('sends only what was changed', () => {
    const before = draftOf(whole)
    expect(updateParams({ ...before, name: 'Bookkeeper' }, before)).toEqual({ name: 'Bookkeeper' })
  })

  it('clears what was emptied', () => {
    const before = draftOf(whole)
    const after = newDraft({ model: before.model })
    expect(updateParams(after, before)).toEqual({
      name: null,
      description: null,
      instructions: null,
      tools: [],
      tool_resources: { code_interpreter: { file_ids: [] }, file_search: { vector_store_ids: [] } },
      metadata: {},
      temperature: null,
      top_p: null,
      response_format: 'auto',
      reasoning_effort: null,
    })
  })

  it('sends the resources of both tools when those of one are changed', () => {
    const before = draftOf(whole)
    expect(updateParams({ ...before, codeFileIds: ['file-1', 'file-2'] }, before)).toEqual({
      tool_resources: {
        code_interpreter: { file_ids: ['file-1', 'file-2'] },
        file_search: { vector_store_ids: ['vs_1'] },
      },
    })
  })
})

describe('rebasedDraft', () => {
  const before = draftOf(whole)

  it('keeps what was typed, and takes the rest as it is now', () => {
    const typed = { ...before, instructions: 'Be quick.' }
    const now = { ...before, name: 'Renamed elsewhere', codeFileIds: ['file-1', 'file-9'] }
    expect(rebasedDraft(typed, before, now)).toEqual({ ...now, instructions: 'Be quick.' })
  })

  it('keeps a text that is no schema yet with the tools that it belongs to', () => {
    const typed = { ...before, unparsed: [null, null, '{'] }
    const now = { ...before, tools: [], unparsed: [] }
    expect(rebasedDraft(typed, before, now)).toMatchObject({
      tools: before.tools,
      unparsed: [null, null, '{'],
    })
  })
})

describe('parseDraft', () => {
  it('reads tools of a server that writes null for what is not set', () => {
    const told = {
      ...draftOf(whole),
      tools: [
        { type: 'code_interpreter', file_search: null, function: null },
        { type: 'file_search', file_search: { max_num_results: 5, ranking_options: null } },
        { type: 'function', function: { name: 'add', description: null, parameters: null, strict: null } },
      ],
    }
    expect(parseDraft(told)?.tools).toEqual([
      { type: 'code_interpreter' },
      { type: 'file_search', file_search: { max_num_results: 5 } },
      { type: 'function', function: { name: 'add' } },
    ])
  })

  it('reads back what was kept', () => {
    const draft = { ...draftOf(whole), unparsed: [null, null, '{ "type": '] }
    expect(parseDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  })

  it('keeps a tool of a later version of the API as it is', () => {
    const tools = [{ type: 'code_interpreter' }, { type: 'web_search', web_search: { region: null } }]
    const kept = { ...newDraft(), tools, unparsed: [null, null] }
    expect(parseDraft(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'draft'],
    ['a field of another kind', { ...newDraft(), temperature: 'hot' }],
    ['a tool without a type', { ...newDraft(), tools: [{ name: 'web_search' }], unparsed: [null] }],
    ['a function without a name', { ...newDraft(), tools: [{ type: 'function' }], unparsed: [null] }],
    ['texts without their tools', { ...newDraft(), unparsed: ['{'] }],
  ])('does not take %s', (_, kept) => {
    expect(parseDraft(kept)).toBeNull()
  })
})
