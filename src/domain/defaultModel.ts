import type { ModelEntry } from './models.ts'

/** What the ids of models for other jobs have in them, on every provider that we know of. */
const OTHER_JOBS =
  /embed|rerank|moderation|guard|whisper|transcri|speech|tts|audio|realtime|dall-e|imag|sora|video|ocr|search|davinci|babbage|instruct|computer-use|deep-research/i

/**
 * Whether a model looks like one to chat with: by what the server says of its output where it says so,
 * otherwise by its id. Used to choose a default and never to hide a model.
 */
export function isChatModel(entry: ModelEntry): boolean {
  const outputs = outputModalities(entry.raw)
  if (outputs !== null) return outputs.length === 1 && outputs[0] === 'text'
  return !OTHER_JOBS.test(entry.id)
}

/**
 * The model that a new chat starts with when the person has not chosen one: the newest chat model that is
 * still served, in the server's own order where it tells no dates. `today` is `YYYY-MM-DD`.
 */
export function firstChatModel(entries: readonly ModelEntry[], today: string): string | null {
  const served = entries.filter((entry) => entry.shutdownDate === null || entry.shutdownDate > today)
  const candidates = served.filter(isChatModel)
  const newestFirst = candidates.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  return (newestFirst[0] ?? served[0])?.id ?? null
}

/** OpenRouter's `architecture.output_modalities`. */
function outputModalities(raw: Record<string, unknown>): unknown[] | null {
  const { architecture } = raw
  if (typeof architecture !== 'object' || architecture === null) return null
  const modalities: unknown = Reflect.get(architecture, 'output_modalities')
  return Array.isArray(modalities) ? modalities : null
}
