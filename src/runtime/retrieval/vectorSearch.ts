import type { ReadTransaction, Storage } from '../db/port.ts'
import type { VectorBlockRow } from '../db/tables.ts'
import { numbered, passageCount, type NumberedRun } from './passageRuns.ts'
import { Best, type Found } from './ranking.ts'
import { placeOfVector } from './vectorBlocks.ts'
import { codeLength, codeOf, distance, similarity, type CompactVector } from './vectorCodes.ts'
import type { SearchScope } from './wordSearch.ts'

/** What a search by vectors reads. */
export const VECTOR_TABLES = ['vectorBlocks', 'vectorCodes', 'vectors'] as const

/**
 * How many candidates the codes give for each passage that is asked for, to be ranked by the vectors themselves: 4 keep nearly all of
 * the quality (Shakir, Aarsen, Lee: Binary and Scalar Embedding Quantization, Hugging Face, 2024).
 */
const OVERSAMPLING = 4
/** Codes that stay in memory between searches: those of 300,000 vectors of 1536 dimensions. */
const MAX_CODE_BYTES = 64 * 1024 * 1024
/** Blocks that are read at once. */
const BLOCKS_AT_ONCE = 32

/** Whether the stores have any vectors of the model. `tx` is of `vectorBlocks`. */
export async function hasVectors(
  tx: ReadTransaction,
  storeIds: readonly string[],
  model: string,
): Promise<boolean> {
  return (await blocksOf(tx, storeIds)).some((block) => block.model === model)
}

/**
 * The passages whose vectors of the model are nearest to each of the given ones: the codes of all are compared first, then the vectors of
 * the best. The score is the cosine, where that is above 0.
 */
export function searchByVectors(
  storage: Storage,
  scope: SearchScope,
  { model, vectors, limit }: { model: string; vectors: readonly CompactVector[]; limit: number },
): Promise<Found[][]> {
  const memory = memoryOf(storage)
  const targets = vectors.map((vector) => ({
    vector,
    code: codeOf(vector),
    best: new Best<Candidate>(limit * OVERSAMPLING),
  }))
  return storage.read(VECTOR_TABLES, async (tx) => {
    const all = await blocksOf(tx, scope.storeIds)
    const dimensions = vectors[0]?.values.length
    const blocks = all.filter((block) => block.model === model && block.dimensions === dimensions)
    for (let start = 0; start < blocks.length; start += BLOCKS_AT_ONCE) {
      const some = blocks.slice(start, start + BLOCKS_AT_ONCE)
      const codes = await Promise.all(some.map((block) => codesOf(tx, block, memory)))
      for (const [index, block] of some.entries()) {
        for (const target of targets) compare(block, codes[index], { scope, ...target })
      }
    }
    return Promise.all(targets.map(({ vector, best }) => rank(tx, best.list(), { vector, limit })))
  })
}

interface Candidate {
  blockId: string
  number: number
  run: NumberedRun
  /** How many bits of the codes agree. */
  score: number
}

function compare(
  block: VectorBlockRow,
  codes: Uint32Array | undefined,
  { scope, code, best }: { scope: SearchScope; code: Uint32Array; best: Best<Candidate> },
): void {
  if (codes === undefined) return
  for (const run of numbered(block.runs)) {
    if (run.isDead || !scope.isWanted(run.rowId)) continue
    for (let number = run.start; number < run.end; number += 1) {
      const score = block.dimensions - distance(codes, number, code)
      if (best.takes(score)) best.add({ blockId: block.id, number, run, score })
    }
  }
}

/** Candidates by the cosine of their vectors. */
async function rank(
  tx: ReadTransaction,
  candidates: readonly Candidate[],
  { vector, limit }: { vector: CompactVector; limit: number },
): Promise<Found[]> {
  const places = candidates.map(({ blockId, number }) => placeOfVector(blockId, number))
  const ids = [...new Set(places.map(({ id }) => id))]
  const rows = new Map(await Promise.all(ids.map(async (id) => [id, await tx.get('vectors', id)] as const)))
  const best = new Best<Found>(limit)
  for (const [index, { number, run }] of candidates.entries()) {
    const { id = '', place = 0 } = places[index] ?? {}
    const other = rows.get(id)?.vectors[place]
    const score = other === undefined ? 0 : Math.min(1, similarity(vector, other))
    if (best.takes(score)) best.add({ rowId: run.rowId, passage: run.first + number - run.start, score })
  }
  return best.list()
}

async function blocksOf(tx: ReadTransaction, storeIds: readonly string[]): Promise<VectorBlockRow[]> {
  const blocks = await Promise.all(storeIds.map((id) => tx.scan('vectorBlocks', 'store', { prefix: [id] })))
  return blocks.flat()
}

async function codesOf(
  tx: ReadTransaction,
  block: VectorBlockRow,
  memory: CodeMemory,
): Promise<Uint32Array | undefined> {
  const known = memory.get(block)
  if (known !== undefined) return known
  const codes = (await tx.get('vectorCodes', block.id))?.codes
  if (codes !== undefined) memory.put(block.id, codes)
  return codes
}

/** Codes of blocks, those that were used last, up to a number of bytes. */
class CodeMemory {
  readonly #codes = new Map<string, Uint32Array>()
  #bytes = 0

  /** The codes of a block as it is now; it may have grown since, as a block never changes what it has. */
  get({ id, runs, dimensions }: VectorBlockRow): Uint32Array | undefined {
    const codes = this.#codes.get(id)
    if (codes === undefined) return undefined
    this.#drop(id, codes)
    if (codes.length !== passageCount(runs) * codeLength(dimensions)) return undefined
    this.put(id, codes)
    return codes
  }

  put(id: string, codes: Uint32Array): void {
    this.#codes.set(id, codes)
    this.#bytes += codes.byteLength
    for (const [oldest, old] of this.#codes) {
      if (this.#bytes <= MAX_CODE_BYTES) return
      this.#drop(oldest, old)
    }
  }

  #drop(id: string, codes: Uint32Array): void {
    this.#codes.delete(id)
    this.#bytes -= codes.byteLength
  }
}

const MEMORIES = new WeakMap<Storage, CodeMemory>()

function memoryOf(storage: Storage): CodeMemory {
  const memory = MEMORIES.get(storage) ?? new CodeMemory()
  MEMORIES.set(storage, memory)
  return memory
}
