import { describe, expect, it } from 'vitest'
import { AUTO_CHUNKING } from '@/domain/chunkingDraft.ts'
import {
  isExpiryValid,
  vectorStoreCreateParams,
  vectorStoreDraftOf,
  vectorStoreUpdateParams,
} from '@/domain/vectorStoreDraft.ts'

const BLANK = { name: '', days: '', metadata: [], chunking: AUTO_CHUNKING }

describe('vectorStoreDraftOf', () => {
  it('is blank for a new store', () => {
    expect(vectorStoreDraftOf(null)).toEqual(BLANK)
  })

  it('has what a store has', () => {
    const draft = vectorStoreDraftOf({
      id: 'vs_1',
      object: 'vector_store',
      created_at: 1,
      last_active_at: 1,
      name: 'Contracts',
      status: 'completed',
      usage_bytes: 0,
      file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
      expires_after: { anchor: 'last_active_at', days: 7 },
      metadata: { team: 'legal' },
    })
    const metadata = [{ key: 'team', value: 'legal' }]
    expect(draft).toEqual({ name: 'Contracts', days: '7', metadata, chunking: AUTO_CHUNKING })
  })
})

describe('isExpiryValid', () => {
  it.each(['', ' ', '1', '365', ' 30 '])('takes “%s”', (days) => expect(isExpiryValid(days)).toBe(true))
  it.each(['0', '366', '-1', '1.5', 'seven', '1e2'])('refuses “%s”', (days) =>
    expect(isExpiryValid(days)).toBe(false),
  )
})

describe('the parameters', () => {
  it('of a blank form say nothing when a store is made', () => {
    expect(vectorStoreCreateParams(BLANK, [])).toEqual({})
  })

  it('of a blank form take away what a store had', () => {
    expect(vectorStoreUpdateParams(BLANK)).toEqual({ name: null, expires_after: null, metadata: {} })
  })

  it('say what is typed', () => {
    const metadata = [{ key: 'team', value: 'legal' }]
    const draft = { name: ' Contracts ', days: '7', metadata, chunking: AUTO_CHUNKING }
    const said = {
      name: 'Contracts',
      expires_after: { anchor: 'last_active_at', days: 7 },
      metadata: { team: 'legal' },
    }
    expect(vectorStoreCreateParams(draft, ['file-1'])).toEqual({ ...said, file_ids: ['file-1'] })
    expect(vectorStoreUpdateParams(draft)).toEqual(said)
  })

  it('cut the files that a store is made with as its person says', () => {
    const draft = { ...BLANK, chunking: { isStatic: true, tokens: 200, overlap: 50 } }
    const chunking_strategy = {
      type: 'static',
      static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 },
    }
    expect(vectorStoreCreateParams(draft, ['file-1'])).toEqual({ file_ids: ['file-1'], chunking_strategy })
    expect(vectorStoreCreateParams(draft, [])).toEqual({})
  })
})
