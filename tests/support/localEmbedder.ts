import { embed } from '../../src/demo/embeddings.ts'
import type { Embedder, EmbeddingDirectory } from '../../src/runtime/retrieval/embeddings.ts'

/** A vector of a text that needs no model: the demo's, by its words and parts of words, so that like spellings are near to each other. */
export function localVector(text: string): Float32Array {
  return embed(text, 256)
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
