import type { Storage } from '../../src/runtime/db/port.ts'
import { putPassages } from '../../src/runtime/db/passages.ts'
import { fileRowId } from '../../src/runtime/db/vectorStoreFiles.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import type { EmbeddingDirectory } from '../../src/runtime/retrieval/embeddings.ts'
import { INDEX_TABLES, indexBatch } from '../../src/runtime/retrieval/indexing.ts'
import { mergeSegments } from '../../src/runtime/retrieval/mergeSegments.ts'
import { searchStore } from '../../src/runtime/retrieval/searchStore.ts'
import { appendVectors } from '../../src/runtime/retrieval/vectorBlocks.ts'
import { toCompact } from '../../src/runtime/retrieval/vectorCodes.ts'
import { placed, putStore, storedFile } from '../support/indexedStore.ts'

const WORDS_A_PASSAGE = 150
const PASSAGES_A_FILE = 100
const VOCABULARY = 60_000
const DIMENSIONS = 384
const QUERIES = 60
const WARM_UP = 5
const MODEL = 'bench/random'

/** Milliseconds, by what was done; by how many passages the store has. */
export type RetrievalFigures = Record<string, number>

/** Fills a store with passages whose words are spread as in a language (Zipf's law), and asks it. */
export async function measureRetrieval(storage: Storage, size: number): Promise<RetrievalFigures> {
  const random = createRandom(size)
  const storeId = `vs_${size}`
  await putStore(storage, storeId)
  const begun = performance.now()
  let bytes = 0
  for (let file = 0; file < size / PASSAGES_A_FILE; file += 1) {
    bytes += await putFile(storage, { storeId, fileId: `f${file}` }, random)
    if (file % 4 === 3) await mergeSegments(storage, storeId, NEVER)
  }
  await mergeSegments(storage, storeId, NEVER)
  const indexMs = performance.now() - begun
  const words = await measureQueries(storage, storeId, random)
  await putVectors(storage, storeId, { size, random })
  const hybrid = await measureQueries(storage, storeId, random, randomEmbeddings(random))
  return {
    'index ms a MB': round((indexMs * 1_000_000) / bytes),
    'words p50 ms': share(words, 0.5),
    'words p95 ms': share(words, 0.95),
    'hybrid p50 ms': share(hybrid, 0.5),
    'hybrid p95 ms': share(hybrid, 0.95),
  }
}

const NEVER = new AbortController().signal

interface FilePlace {
  storeId: string
  fileId: string
}

/** The bytes of its text. */
async function putFile(
  storage: Storage,
  { storeId, fileId }: FilePlace,
  random: () => number,
): Promise<number> {
  const rowId = fileRowId(storeId, fileId)
  const postings = new Map<string, number[]>()
  const texts = Array.from({ length: PASSAGES_A_FILE }, (_, index) => {
    const words = Array.from({ length: WORDS_A_PASSAGE }, () => wordOf(random()))
    for (const [word, { length }] of Map.groupBy(words, (each) => each)) {
      const list = postings.get(word) ?? []
      list.push(index, length)
      postings.set(word, list)
    }
    return words.join(' ')
  })
  const lengths = texts.map(() => WORDS_A_PASSAGE)
  await storage.write([...INDEX_TABLES, 'passages', 'vectorStoreFiles', 'files'], async (tx) => {
    await indexBatch(tx, { rowId, storeId }, { firstPassage: 0, postings, lengths })
    await putPassages(tx, { rowId, storeId, first: 0 }, placed(texts))
    const { row, file } = storedFile({ storeId, fileId })
    await tx.put('vectorStoreFiles', row)
    await tx.put('files', file)
  })
  return texts.reduce((sum, { length }) => sum + length, 0)
}

async function putVectors(
  storage: Storage,
  storeId: string,
  { size, random }: { size: number; random: () => number },
): Promise<void> {
  for (let file = 0; file < size / PASSAGES_A_FILE; file += 1) {
    const vectors = Array.from({ length: PASSAGES_A_FILE }, () => toCompact(randomVector(random)))
    await storage.write(['vectorBlocks', 'vectorCodes', 'vectors'], (tx) =>
      appendVectors(
        tx,
        { rowId: fileRowId(storeId, `f${file}`), storeId },
        { model: MODEL, first: 0, vectors },
      ),
    )
  }
}

async function measureQueries(
  storage: Storage,
  storeId: string,
  random: () => number,
  embeddings?: EmbeddingDirectory,
): Promise<number[]> {
  const deps = { storage, clock: systemClock, ...(embeddings && { embeddings }) }
  const times: number[] = []
  for (let index = 0; index < WARM_UP + QUERIES; index += 1) {
    const query = Array.from({ length: 5 }, () => wordOf(random())).join(' ')
    const start = performance.now()
    const hits = await searchStore(deps, storeId, { query })
    times.push(performance.now() - start)
    if (hits.length === 0) throw new Error(`Nothing was found for "${query}".`)
  }
  return times.slice(WARM_UP)
}

function randomEmbeddings(random: () => number): EmbeddingDirectory {
  const embed = (texts: readonly string[]) => Promise.resolve(texts.map(() => randomVector(random)))
  return { current: () => Promise.resolve({ model: MODEL, embed }) }
}

function randomVector(random: () => number): Float32Array {
  return Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)
}

/** A word by a number from 0 to 1: that of rank r is drawn about 1 / r as often as the first. */
function wordOf(chance: number): string {
  return `w${Math.floor(VOCABULARY ** chance).toString(36)}`
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function share(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return round(sorted[Math.floor(sorted.length * part)] ?? NaN)
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
