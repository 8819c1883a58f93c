/** How embedding models are mostly called; servers don't say which of theirs are some. */
const USUAL_NAMES = /embed|\b(bge|e5|gte|minilm|jina|arctic)\b/iu

/** Those of a list that are called as embedding models are; all of them where none is. */
export function likelyEmbedders<T extends { id: string }>(models: readonly T[]): readonly T[] {
  const likely = models.filter(({ id }) => USUAL_NAMES.test(id))
  return likely.length > 0 ? likely : models
}
