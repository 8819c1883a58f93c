import { searchWords } from '@/domain/searchWords.ts'
import { bucketOf } from '@/runtime/retrieval/postings.ts'
import type { Embedder, EmbeddingDirectory } from '@/runtime/retrieval/embeddings.ts'

const DIMENSIONS = 256

/**
 * A vector of a text that needs no model: its words, and the runs of three characters in them, counted in the values that a hash says
 * (Weinberger et al.: Feature Hashing for Large Scale Multitask Learning, 2009). Texts with like spellings are near to each other.
 */
export function localVector(text: string, dimensions = DIMENSIONS): Float32Array {
  const vector = new Float32Array(dimensions)
  for (const word of searchWords(text)) {
    add(vector, word, 1)
    const marked = `^${word}$`
    for (let index = 0; index + 3 <= marked.length; index += 1)
      add(vector, marked.slice(index, index + 3), 0.5)
  }
  return vector
}

function add(vector: Float32Array, feature: string, weight: number): void {
  const place = bucketOf(feature, vector.length)
  const sign = bucketOf(`${feature}±`, 2) === 0 ? 1 : -1
  vector[place] = (vector[place] ?? 0) + sign * weight
}

export interface LocalEmbeddings extends EmbeddingDirectory {
  /** The texts of each request. */
  requests: string[][]
  /** Another model is chosen; `null`: none. */
  choose: (model: string | null) => void
  /** What the next requests fail with; `null`: nothing. */
  failWith: (error: Error | null) => void
}

/** A directory whose model is the local one. */
export function localEmbeddings(model = 'local/hash'): LocalEmbeddings {
  let chosen: string | null = model
  let failure: Error | null = null
  const listeners: (() => void)[] = []
  const requests: string[][] = []
  const embedder = (name: string): Embedder => ({
    model: name,
    embed(texts, signal) {
      requests.push([...texts])
      if (failure !== null) return Promise.reject(failure)
      signal.throwIfAborted()
      return Promise.resolve(texts.map((text) => localVector(text)))
    },
  })
  return {
    requests,
    current: () => Promise.resolve(chosen === null ? null : embedder(chosen)),
    watch: (changed) => void listeners.push(changed),
    choose(name) {
      chosen = name
      for (const changed of listeners) changed()
    },
    failWith: (error) => {
      failure = error
    },
  }
}
