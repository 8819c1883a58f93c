import { describe, expect, it } from 'vitest'
import { createPlainTextRetrieval } from '@/runtime/retrieval/plainText.ts'
import type { SearchHit, SearchRequest } from '@/runtime/retrieval/port.ts'

const retrieval = createPlainTextRetrieval()
const signal = new AbortController().signal

function ingest(filename: string, content: BlobPart, type = ''): Promise<{ text: string }> {
  return retrieval.ingest({ id: 'file-1', filename, blob: new Blob([content], { type }) }, signal)
}

function search(texts: Record<string, string>, changes: Partial<SearchRequest> = {}): Promise<SearchHit[]> {
  return retrieval.search({
    queries: [],
    sources: Object.entries(texts).map(([fileId, text]) => ({
      fileId,
      text,
      chunking: { type: 'static', static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 0 } },
    })),
    maxResults: 10,
    scoreThreshold: 0,
    ...changes,
  })
}

describe('the reading of plain text', () => {
  it.each([
    ['README.MD', ''],
    ['main.py', 'application/octet-stream'],
    ['archive.tar.ts', ''],
    ['notes', 'text/plain; charset=utf-8'],
    ['notes', 'text/markdown'],
  ])('takes %s of type "%s"', async (name, type) => {
    expect(await ingest(name, 'héllo', type)).toEqual({ text: 'héllo' })
  })

  it.each([
    ['data.csv', 'text/plain'],
    ['lines.jsonl', 'application/json'],
    ['book.pdf', 'application/pdf'],
    ['notes', 'text/csv'],
    ['notes', ''],
  ])('refuses %s of type "%s"', async (name, type) => {
    await expect(ingest(name, 'x', type)).rejects.toMatchObject({ code: 'unsupported_file' })
  })

  it.each([
    ['broken UTF-8', [0xc3, 0x28]],
    ['half a character of UTF-16', [0xff, 0xfe, 0x2d]],
    ['zero bytes', [0x61, 0x00, 0x62]],
    ['nothing', []],
    ['a mark alone', [0xef, 0xbb, 0xbf]],
  ])('refuses %s', async (_, bytes) => {
    await expect(ingest('a.txt', new Uint8Array(bytes))).rejects.toMatchObject({ code: 'invalid_file' })
  })
})

describe('the search by words', () => {
  const TEXTS = {
    cats: 'Cats sleep. A cat dreams of mice and of other cats.',
    ships: 'Ships sail; the cat of the captain watches the long waves under the grey winter sky.',
    zh: '这座城市的图书馆里有很多关于历史的书。',
  }

  it('puts first what shares more and rarer words with the query', async () => {
    const hits = await search(TEXTS, { queries: ['cat mice'] })
    expect(hits.map(({ fileId }) => fileId)).toEqual(['cats', 'ships'])
    for (const { score } of hits) {
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })

  it('does not mind capitals and full-width letters', async () => {
    expect((await search(TEXTS, { queries: ['ＳＨＩＰＳ'] }))[0]?.fileId).toBe('ships')
  })

  it('knows the words of a script without spaces', async () => {
    const [hit] = await search(TEXTS, { queries: ['图书馆'] })
    expect(hit).toMatchObject({ fileId: 'zh', passages: [TEXTS.zh] })
  })

  it('gives a passage the score of the query that it fits best', async () => {
    const [alone] = await search(TEXTS, { queries: ['mice'] })
    const hits = await search(TEXTS, { queries: ['mice', 'waves'] })
    expect(hits.find(({ fileId }) => fileId === 'cats')?.score).toBe(alone?.score)
    expect(hits.map(({ fileId }) => fileId).sort()).toEqual(['cats', 'ships'])
  })

  it('gives the passage of a long text, not the text', async () => {
    const filler = 'nothing of note here. '.repeat(200)
    const [hit] = await search({ long: `${filler}The zebra appears.${filler}` }, { queries: ['zebra'] })
    expect(hit?.passages[0]).toContain('zebra')
    expect(hit?.passages[0]?.length).toBeLessThanOrEqual(400)
  })

  it('keeps to the threshold and to the number of results', async () => {
    const [first, second] = await search(TEXTS, { queries: ['cat'] })
    expect(await search(TEXTS, { queries: ['cat'], maxResults: 1 })).toEqual([first])
    const scoreThreshold = ((first?.score ?? 0) + (second?.score ?? 0)) / 2
    expect(await search(TEXTS, { queries: ['cat'], scoreThreshold })).toEqual([first])
  })

  it.each([[''], ['?!'], ['unheard']])('finds nothing for "%s"', async (query) => {
    expect(await search(TEXTS, { queries: [query] })).toEqual([])
    expect(await search({}, { queries: [query] })).toEqual([])
  })
})
