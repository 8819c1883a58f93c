import { expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { dropPassages, putPassages, readText, type TextPage } from '@/runtime/db/passages.ts'
import type { PassageBatch } from '@/ingest/types.ts'

const FILE = { rowId: 'vs_1/file-1', storeId: 'vs_1' }
const TEXT = Array.from({ length: 1000 }, (_, at) => String(at % 10)).join('')

/** Passages of 10, each beginning with the last 4 of the one before; of the text from `start` on. */
function batch(start: number, count: number): Pick<PassageBatch, 'text' | 'start' | 'passages'> {
  const passages = Array.from({ length: count }, (_, at) => ({
    start: start + 6 * at,
    end: start + 6 * at + 10,
    page: null,
    headings: [],
  }))
  return { text: TEXT.slice(start, start + 6 * count + 4), start, passages }
}

async function filled() {
  const storage = createMemoryStorage()
  await storage.write(['passages'], async (tx) => {
    await putPassages(tx, { ...FILE, first: 0 }, batch(0, 40))
    await putPassages(tx, { ...FILE, first: 40 }, batch(240, 20))
    await putPassages(tx, { rowId: 'vs_1/file-2', storeId: 'vs_1', first: 0 }, batch(0, 3))
  })
  return storage
}

it('keeps a few passages a row, each row with the text of its own', async () => {
  const storage = await filled()
  const rows = await storage.read(['passages'], (tx) => tx.scan('passages', 'file', { prefix: [FILE.rowId] }))
  expect(rows.map(({ position, passages }) => [position, passages.length])).toEqual([
    [0, 16],
    [16, 16],
    [32, 8],
    [40, 16],
    [56, 4],
  ])
  for (const { text, start, passages } of rows) {
    expect(text).toBe(TEXT.slice(start, start + text.length))
    expect(passages[0]?.start).toBe(start)
    expect(passages.at(-1)?.end).toBe(start + text.length)
  }
})

it.each([100, 96, 1, 10_000])('gives the text of a file in pages of about %i', async (size) => {
  const storage = await filled()
  const pages: TextPage[] = []
  for (let position: number | null = 0; position !== null; position = pages.at(-1)?.next ?? null) {
    const from = position
    pages.push(await storage.read(['passages'], (tx) => readText(tx, FILE.rowId, { position: from, size })))
  }
  expect(pages.flatMap(({ parts }) => parts).join('')).toBe(TEXT.slice(0, 364))
  expect(pages).toHaveLength({ 100: 3, 96: 4, 1: 5, 10_000: 1 }[size] ?? 0)
})

it('takes away the passages of one file', async () => {
  const storage = await filled()
  const left = await storage.write(['passages'], async (tx) => {
    await dropPassages(tx, FILE.rowId)
    return [
      await tx.count('passages', 'file', [FILE.rowId]),
      await tx.count('passages', 'file', ['vs_1/file-2']),
    ]
  })
  expect(left).toEqual([0, 1])
  const none = await storage.read(['passages'], (tx) => readText(tx, FILE.rowId, { position: 0, size: 10 }))
  expect(none).toEqual({ parts: [], next: null })
})
