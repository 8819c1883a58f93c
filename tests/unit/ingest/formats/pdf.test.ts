import { describe, expect, it } from 'vitest'
import { pdfDocument } from '../../../support/documents.ts'
import { blocksOf } from '../../../support/readBlocks.ts'

describe('PDF', () => {
  it('keeps the pages', async () => {
    expect(await blocksOf('agreement.pdf', pdfDocument())).toEqual([
      { kind: 'paragraph', text: 'Clause 14.2 sets a penalty of 0.5 % per day', page: 1, headings: [] },
      { kind: 'paragraph', text: 'Second page of the agreement', page: 2, headings: [] },
    ])
  })
})
