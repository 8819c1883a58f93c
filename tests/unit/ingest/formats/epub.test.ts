import { describe, expect, it } from 'vitest'
import { bookOf, zipOf } from '../../../support/madeDocuments.ts'
import { blocksOf, refusalOf } from '../../../support/readBlocks.ts'

const chapter = (body: string): string =>
  `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script/></head><body>${body}</body></html>`

describe('EPUB', () => {
  it('is read in the order of its spine, a file a page', async () => {
    const book = bookOf({
      'text/第二章.xhtml': chapter('<h1>Two</h1><p>Later&nbsp;on.</p>'),
      'one.xhtml': chapter('<h1>One</h1><nav><p>Contents</p></nav><p>It began.</p>'),
    })
    expect(await blocksOf('a.epub', book)).toEqual([
      { kind: 'heading', text: 'One', page: 1, headings: ['One'] },
      { kind: 'paragraph', text: 'It began.', page: 1, headings: ['One'] },
      { kind: 'heading', text: 'Two', page: 2, headings: ['Two'] },
      { kind: 'paragraph', text: 'Later on.', page: 2, headings: ['Two'] },
    ])
  })

  it('is refused where a part is named by what is no address', async () => {
    const book = {
      mimetype: 'application/epub+zip',
      'META-INF/container.xml': '<container><rootfile full-path="a.opf"/></container>',
      'a.opf':
        '<package><item id="c" href="http://[no" media-type="application/xhtml+xml"/><itemref idref="c"/></package>',
    }
    expect(await refusalOf('a.epub', zipOf(book))).toBe(
      "invalid_file: This file is damaged: its part 'http://[no' is missing.",
    )
  })

  it('is refused where chapters are encrypted, and not for its fonts', async () => {
    const locking = (part: string): Record<string, string> => ({
      'META-INF/encryption.xml': `<encryption><enc:CipherReference URI="${part}"/></encryption>`,
    })
    const chapters = { 'a.xhtml': chapter('<p>text</p>') }
    expect(await refusalOf('a.epub', bookOf(chapters, locking('OPS/a.xhtml')))).toMatch(
      /^invalid_file: .*encrypted/,
    )
    expect(await blocksOf('a.epub', bookOf(chapters, locking('OPS/font.otf')))).toHaveLength(1)
  })
})
