/** The model that turns passages and questions into vectors, where the person has chosen one. */
export interface EmbeddingDirectory {
  /** `null`: none is chosen, or its endpoint has none; search is by words alone. */
  current: () => Promise<Embedder | null>
  /** Calls `changed` when another one is chosen, where that can be. */
  watch?: (changed: () => void) => void
}

export interface Embedder {
  /** `<connection slug>/<model id>`: vectors of different models are never compared. */
  model: string
  /**
   * A vector for each text, in their order; a signal whose reason is an AppError is no person's.
   * @throws AppError, which it has told the person of.
   */
  embed: (texts: readonly string[], signal: AbortSignal) => Promise<Float32Array[]>
}
