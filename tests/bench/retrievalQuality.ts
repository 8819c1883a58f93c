import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { readPassages } from '../../src/ingest/readPassages.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { createMemoryStorage } from '../../src/runtime/db/memory.ts'
import type { Storage } from '../../src/runtime/db/port.ts'
import { createLocks } from '../../src/runtime/engine/locks.ts'
import { createEmbedding } from '../../src/runtime/retrieval/embedding.ts'
import type { EmbeddingDirectory } from '../../src/runtime/retrieval/embeddings.ts'
import type { SearchHit } from '../../src/runtime/retrieval/searchStore.ts'
import { searchStore } from '../../src/runtime/retrieval/searchStore.ts'
import { upstreamEmbeddings } from '../../src/server/models.ts'
import { putIndexedFile, putStore } from '../support/indexedStore.ts'
import { localEmbeddings } from '../support/localEmbedder.ts'
import { madeCorpus, type Corpus } from './madeCorpus.ts'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const STORE = 'vs_1'
const LIMITS = { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 }
const packageSchema = v.object({ description: v.pipe(v.string(), v.minLength(20)) })

/**
 * How well passages are found whose place is known: by words alone, and with vectors beside them. These are of the local embedder, or of a
 * model that `EMBEDDINGS_URL` (as `http://127.0.0.1:8080/v1`) offers under the name `EMBEDDINGS_MODEL`, with the key `EMBEDDINGS_KEY`
 * where it wants one.
 */
export async function benchQuality(): Promise<{ what: string; values: Record<string, number> }[]> {
  const rows = []
  for (const language of ['en', 'zh'] as const) {
    const corpus = madeCorpus(language)
    const values = await measure(corpus, ({ file_id, passage }, question) => {
      const texts = corpus.files.get(file_id) ?? []
      const before = texts.slice(0, question.passage).reduce((sum, text) => sum + text.length + 2, 0)
      return file_id === question.fileId && passage.start === before
    })
    rows.push({ what: `found, made handbooks (${language})`, values })
  }
  const { ms, bytes, corpus } = await readmes()
  // Any passage of the right README answers: a description says what the whole is about.
  const values = await measure(corpus, ({ file_id }, { fileId }) => file_id === fileId)
  rows.push({ what: 'found, READMEs by description', values })
  rows.push({
    what: 'reading of READMEs',
    values: { MB: rounded(bytes / 1e6), 'ms a MB': Math.round((ms * 1e6) / bytes) },
  })
  return rows
}

function embeddingsInUse(): EmbeddingDirectory {
  const { EMBEDDINGS_URL: baseURL, EMBEDDINGS_MODEL: model, EMBEDDINGS_KEY: key = null } = process.env
  if (baseURL === undefined && model === undefined) return localEmbeddings()
  if (baseURL === undefined || model === undefined) {
    throw new Error('EMBEDDINGS_URL and EMBEDDINGS_MODEL go together.')
  }
  return upstreamEmbeddings({ baseURL, key }, model)
}

type Question = Corpus['questions'][number]

async function measure(
  { files, questions }: Corpus,
  isAnswer: (hit: SearchHit, question: Question) => boolean,
): Promise<Record<string, number>> {
  const storage = createMemoryStorage()
  await putStore(storage, STORE)
  let passages = 0
  for (const [fileId, texts] of files) {
    await putIndexedFile(storage, { storeId: STORE, fileId, passages: texts })
    passages += texts.length
  }
  const words = await ranks(storage, questions, isAnswer)
  const embeddings = embeddingsInUse()
  await createEmbedding({ storage, locks: createLocks(), embeddings }).proceed()
  const hybrid = await ranks(storage, questions, isAnswer, embeddings)
  return {
    passages,
    questions: questions.length,
    'words recall@5': recall(words, 5),
    'words MRR': meanReciprocal(words),
    'hybrid recall@5': recall(hybrid, 5),
    'hybrid MRR': meanReciprocal(hybrid),
  }
}

/** The rank of the first answer to each question, from 1; Infinity where it is not among the first 50. */
async function ranks(
  storage: Storage,
  questions: readonly Question[],
  isAnswer: (hit: SearchHit, question: Question) => boolean,
  embeddings?: EmbeddingDirectory,
): Promise<number[]> {
  const deps = { storage, clock: systemClock, ...(embeddings && { embeddings }) }
  const result: number[] = []
  for (const question of questions) {
    const hits = await searchStore(deps, STORE, { query: question.query, max_num_results: 50 })
    const rank = hits.findIndex((hit) => isAnswer(hit, question))
    result.push(rank === -1 ? Infinity : rank + 1)
  }
  return result
}

function recall(found: readonly number[], depth: number): number {
  return rounded(found.filter((rank) => rank <= depth).length / found.length)
}

function meanReciprocal(found: readonly number[]): number {
  return rounded(found.reduce((sum, rank) => sum + 1 / rank, 0) / found.length)
}

/** The READMEs of the packages that are installed, read and cut as ingestion does it; the question is what the package says of itself. */
async function readmes(): Promise<{ corpus: Corpus; bytes: number; ms: number }> {
  const corpus: Corpus = { files: new Map(), questions: [] }
  let [bytes, ms] = [0, 0]
  for (const name of readdirSync(MODULES)) {
    const [readme, about] = [`${MODULES}/${name}/README.md`, `${MODULES}/${name}/package.json`]
    if (!existsSync(readme) || !existsSync(about)) continue
    const parsed = v.safeParse(packageSchema, JSON.parse(readFileSync(about, 'utf8')))
    if (!parsed.success) continue
    const content = readFileSync(readme)
    const begun = performance.now()
    const passages = await passagesOf(content)
    ms += performance.now() - begun
    bytes += content.length
    corpus.files.set(name, passages)
    corpus.questions.push({ query: parsed.output.description, fileId: name, passage: 0 })
  }
  return { corpus, bytes, ms }
}

async function passagesOf(content: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const file = { filename: 'README.md', blob: new Blob([content]) }
  const texts: string[] = []
  for await (const batch of readPassages(file, LIMITS, new AbortController().signal)) {
    texts.push(
      ...batch.passages.map(({ start, end }) => batch.text.slice(start - batch.start, end - batch.start)),
    )
  }
  return texts
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
