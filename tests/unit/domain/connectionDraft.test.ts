import { describe, expect, it } from 'vitest'
import {
  draftOf,
  fieldsOf,
  isSendableHeader,
  newFields,
  problemsOf,
  type ConnectionDraft,
} from '@/domain/connectionDraft.ts'

describe('connectionDraft', () => {
  it('starts with what the preset knows', () => {
    expect(newFields('openrouter')).toMatchObject({
      name: 'OpenRouter',
      baseURL: 'https://openrouter.ai/api/v1',
      mode: 'tab',
    })
    expect(problemsOf(newFields('openrouter'))).toEqual([])
    expect(problemsOf(newFields('custom'))).toEqual(['name-missing', 'url-invalid'])
  })

  it('makes the same connection of its fields again', () => {
    const draft: ConnectionDraft = {
      name: 'Mine',
      kind: 'openai',
      baseURL: 'https://api.openai.com/v1',
      api: 'responses',
      assistants: 'no',
      organization: 'org-1',
      project: 'proj_1',
      headers: { 'X-Title': 'Skein' },
      key: { mode: 'device' },
    }
    expect(draftOf(fieldsOf({ ...draft, id: 'conn_1', slug: 'mine' }), true)).toEqual(draft)
  })

  it('trims, cleans the address, and leaves out what is empty', () => {
    const fields = {
      ...newFields('custom'),
      name: '  Mine ',
      baseURL: 'localhost:8080/v1/models',
      organization: ' ',
      headers: [
        { name: ' X-Team ', value: ' a ' },
        { name: '', value: '' },
      ],
    }
    expect(draftOf(fields, false)).toEqual({
      kind: 'custom',
      name: 'Mine',
      baseURL: 'http://localhost:8080/v1',
      api: 'auto',
      assistants: 'auto',
      headers: { 'X-Team': 'a' },
      key: { mode: 'none' },
    })
  })

  it('wants a key only where the service does, or where one was typed or kept', () => {
    const mode = (kind: 'openai' | 'ollama', secret: string, hasKey: boolean) =>
      draftOf({ ...newFields(kind), secret }, hasKey).key.mode
    expect(mode('openai', '', false)).toBe('tab')
    expect(mode('ollama', '', false)).toBe('none')
    expect(mode('ollama', 'k', false)).toBe('tab')
    expect(mode('ollama', '', true)).toBe('tab')
  })

  it.each([
    ['X-Title', 'Skein', true],
    ['HTTP-Referer', 'https://skein.example', true],
    ['Host', 'x', false],
    ['Cookie', 'x', false],
    ['Sec-Fetch-Mode', 'x', false],
    ['Content-Type', 'x', false],
    ['a b', 'x', false],
    ['X-标题', 'x', false],
    ['X-Title', '标题', false],
    ['X-Title', 'a\nb', false],
  ])('of the header %j: %j says whether a page can send it', (name, value, isSendable) => {
    expect(isSendableHeader({ name, value })).toBe(isSendable)
  })

  it('refuses a key with letters that no key has', () => {
    expect(problemsOf({ ...newFields('openai'), secret: 'sk-密' })).toEqual(['key-not-ascii'])
  })
})
