import { isOfGroup } from '../../domain/fileFormats.ts'
import { markedEncoding } from '../../domain/textEncoding.ts'
import { chunksOf } from './chunks.ts'
import { IngestionError } from './port.ts'
import type { Retrieval, SearchHit, SearchRequest } from './port.ts'

const DEFAULT_LIMITS = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }

/** Reads text files, and finds passages by the words that they share with the question. */
export function createPlainTextRetrieval(): Retrieval {
  return {
    async ingest(file, signal) {
      if (!isOfGroup({ name: file.filename, type: file.blob.type }, 'searchable-text')) {
        throw new IngestionError('unsupported_file', `Files like '${file.filename}' cannot be read.`)
      }
      const bytes = new Uint8Array(await file.blob.arrayBuffer())
      signal.throwIfAborted()
      return { text: decode(bytes, file.filename) }
    },
    search: (request) => Promise.resolve(searchByWords(request)),
  }
}

function decode(bytes: Uint8Array, filename: string): string {
  let text: string
  try {
    text = new TextDecoder(markedEncoding(bytes) ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new IngestionError(
      'invalid_file',
      `'${filename}' is not text in UTF-8 or UTF-16. (${String(error)})`,
    )
  }
  if (text.includes('\0')) throw new IngestionError('invalid_file', `'${filename}' is not a text file.`)
  if (text.trim() === '') throw new IngestionError('invalid_file', `'${filename}' has no text in it.`)
  return text
}

interface Passage {
  fileId: string
  text: string
  counts: Map<string, number>
  length: number
}

function searchByWords({ queries, sources, maxResults, scoreThreshold }: SearchRequest): SearchHit[] {
  const passages = sources.flatMap(({ fileId, text, chunking }) =>
    chunksOf(text, chunking?.type === 'static' ? chunking.static : DEFAULT_LIMITS).map((chunk) =>
      passageOf(fileId, chunk),
    ),
  )
  const scorers = queries.map((query) => scorerOf(query, passages))
  return passages
    .map((passage) => ({
      fileId: passage.fileId,
      score: Math.max(0, ...scorers.map((scoreOf) => scoreOf(passage))),
      passages: [passage.text],
    }))
    .filter(({ score }) => score > 0 && score >= scoreThreshold)
    .sort((a, b) => b.score - a.score)
    .slice(0, maxResults)
}

/** Okapi BM25 divided by the most that it can give, so that 1 is a passage that speaks of nothing but the query. */
function scorerOf(query: string, passages: readonly Passage[]): (passage: Passage) => number {
  const meanLength = Math.max(1, passages.reduce((sum, { length }) => sum + length, 0) / passages.length)
  const terms = [...new Set(wordsOf(query))].map((word) => {
    const found = passages.filter(({ counts }) => counts.has(word)).length
    return { word, weight: Math.log(1 + (passages.length - found + 0.5) / (found + 0.5)) }
  })
  const most = terms.reduce((sum, { weight }) => sum + weight, 0)
  return ({ counts, length }) => {
    const score = terms.reduce((sum, { word, weight }) => {
      const count = counts.get(word) ?? 0
      return sum + (weight * count) / (count + 0.3 + 0.9 * (length / meanLength))
    }, 0)
    return most === 0 ? 0 : score / most
  }
}

function passageOf(fileId: string, text: string): Passage {
  const counts = new Map<string, number>()
  const words = wordsOf(text)
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { fileId, text, counts, length: words.length }
}

function wordsOf(text: string): string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
  return Array.from(segmenter.segment(text.normalize('NFKC').toLowerCase()))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
}
