import { describe, expect, it } from 'vitest'
import { estimateTokens } from '@/domain/tokenEstimate.ts'
import { chunkBlocks, type Chunk } from '@/ingest/chunk.ts'
import type { Block, ChunkLimits } from '@/ingest/types.ts'

const AUTO = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }
const SMALL = { max_chunk_size_tokens: 100, chunk_overlap_tokens: 0 }

const block = (text: string, rest: Partial<Block> = {}): Block => ({
  kind: 'paragraph',
  text,
  page: null,
  headings: [],
  ...rest,
})
const heading = (text: string): Block => block(text, { kind: 'heading', headings: [text] })

/** About so many tokens of sentences, which differ. */
function prose(tokens: number, seed = 0): string {
  let text = ''
  for (let at = seed; estimateTokens(text) < tokens; at += 1) text += `This is sentence ${at} of many words. `
  return text.trim()
}

const textOf = (blocks: readonly Block[]): string => blocks.map(({ text }) => text).join('\n\n')

async function* readOf(blocks: readonly Block[]): AsyncGenerator<{ block: Block; progress: number }> {
  for (const [at, entry] of blocks.entries()) {
    yield await Promise.resolve({ block: entry, progress: (at + 1) / blocks.length })
  }
}

async function chunksOf(blocks: readonly Block[], limits: ChunkLimits = AUTO): Promise<Chunk[]> {
  const chunks = []
  for await (const chunk of chunkBlocks(readOf(blocks), limits, new AbortController().signal))
    chunks.push(chunk)
  return chunks
}

describe('passages', () => {
  const TEXTS: [string, Block[]][] = [
    ['short prose', [block('Hello.'), block('World.')]],
    ['long prose', Array.from({ length: 40 }, (_, at) => block(prose(150, at)))],
    ['Chinese', [block('今天天气很好，我们去公园。'.repeat(800))]],
    ['one endless word', [block('x'.repeat(20_000))]],
    ['code', [block('  if (a) {\n    b()\n  }\n'.repeat(900), { kind: 'code' })]],
    ['empty space', [block(`a${' '.repeat(9000)}b`), block('c')]],
    ['beyond the first plane', [block('😀𠮷'.repeat(3000))]],
  ]

  describe.each(TEXTS)('of %s', (_, blocks) => {
    it.each([AUTO, SMALL, { max_chunk_size_tokens: 120, chunk_overlap_tokens: 60 }])(
      'have at most $max_chunk_size_tokens tokens, and leave nothing out',
      async (limits) => {
        const whole = textOf(blocks)
        const chunks = await chunksOf(blocks, limits)
        let end = 0
        for (const { start, text, ...chunk } of chunks) {
          expect(start).toBeLessThanOrEqual(end)
          expect(start + text.length).toBeGreaterThan(end)
          expect(whole.slice(start, start + text.length)).toBe(text)
          expect(chunk.end).toBe(start + text.trimEnd().length)
          expect(estimateTokens(text)).toBeLessThanOrEqual(limits.max_chunk_size_tokens)
          expect(text.isWellFormed()).toBe(true)
          end = start + text.length
        }
        expect(end).toBe(whole.length)
      },
    )
  })

  it('are nearly full, and share nearly as many tokens as asked for', async () => {
    const chunks = await chunksOf([block(prose(10_000))])
    for (const [at, { text, start }] of chunks.slice(1, -1).entries()) {
      const before = chunks[at]
      if (before === undefined) throw new Error('The chunk before is missing.')
      expect(estimateTokens(text)).toBeGreaterThan(750)
      const overlap = before.text.slice(start - before.start)
      expect(estimateTokens(overlap)).toBeGreaterThan(350)
      expect(estimateTokens(overlap)).toBeLessThanOrEqual(400)
      expect(overlap).toMatch(/^This is sentence/)
    }
  })

  it('end before a heading rather than between paragraphs', async () => {
    const chunks = await chunksOf(
      [block(prose(60)), heading('Second'), block(prose(30)), block(prose(30))],
      SMALL,
    )
    expect(chunks[1]?.text).toMatch(/^Second\n\nThis/)
    expect(chunks[1]?.headings).toEqual(['Second'])
  })

  it('end between paragraphs rather than in them, and never behind a heading', async () => {
    const chunks = await chunksOf([block(prose(40)), block(prose(40)), heading('H'), block(prose(90))], SMALL)
    expect(chunks.map(({ text }) => text.slice(0, 4))).toEqual(['This', 'H\n\nT'])
    const [first] = await chunksOf([block(prose(60)), block(prose(30)), block(prose(60))], SMALL)
    expect(first?.text.trimEnd()).toBe(`${prose(60)}\n\n${prose(30)}`)
  })

  it.each([
    ['Chinese sentences', '他说：“好的。”然后我们一起去了公园。', /[。”]$/],
    ['English sentences', 'She said "yes." Then we all went to the park! ', /[."!]$/],
    ['words', 'neverending ', /neverending$/],
  ])('end between %s', async (_, sentence, end) => {
    const chunks = await chunksOf([block(sentence.repeat(60).trim())], SMALL)
    expect(chunks.length).toBeGreaterThan(1)
    for (const { text } of chunks) expect(text.trimEnd()).toMatch(end)
  })

  it('of tables and code end with a line', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => `| ${at}. Row | with! A value. |`).join('\n')
    for (const { text } of await chunksOf([block(rows, { kind: 'table' })], SMALL)) {
      expect(text.trimEnd()).toMatch(/^\| \d+[^]*\|$/)
    }
  })

  it('know their page, headings and how much has been read', async () => {
    const blocks = [1, 2, 3].map((page) => block(prose(90, page), { page, headings: ['A', String(page)] }))
    const chunks = await chunksOf(blocks, SMALL)
    expect(chunks.map(({ page, headings }) => [page, headings])).toEqual([
      [1, ['A', '1']],
      [2, ['A', '2']],
      [3, ['A', '3']],
    ])
    expect(chunks.map(({ progress }) => progress)).toEqual([2 / 3, 1, 1])
  })

  it('are not made any more once the signal aborts', async () => {
    const controller = new AbortController()
    const chunks = chunkBlocks(readOf([block('a'), block('b')]), AUTO, controller.signal)
    controller.abort(new Error('enough'))
    await expect(chunks.next()).rejects.toThrow('enough')
  })

  it('are none of no text', async () => {
    expect(await chunksOf([])).toEqual([])
  })
})
