import { describe, expect, it } from 'vitest'
import { attachmentTools } from '@/domain/attachmentTools.ts'

const CODE = 'code_interpreter'
const SEARCH = 'file_search'
const tools = (name: string, owned: Parameters<typeof attachmentTools>[1]): string[] =>
  attachmentTools({ name, type: '' }, owned)

describe('attachmentTools', () => {
  it('are the best for the file, where the assistant has them', () => {
    expect(tools('report.pdf', [CODE, SEARCH])).toEqual([SEARCH])
    expect(tools('model.pkl', [CODE, SEARCH])).toEqual([CODE])
  })

  it('are those that the assistant has, where they can read it', () => {
    expect(tools('report.pdf', [CODE])).toEqual([CODE])
  })

  it('are the best where the assistant has none that can', () => {
    expect(tools('report.pdf', [])).toEqual([SEARCH])
    expect(tools('model.pkl', [SEARCH])).toEqual([CODE])
  })
})
