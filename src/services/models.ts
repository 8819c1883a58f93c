import type OpenAI from 'openai'
import * as v from 'valibot'
import type { ModelEntry } from '../domain/models.ts'
import { parseAnswer, readJSON } from './answer.ts'
import { call } from './errors.ts'

/** A list is there at once or not at all; the first message of a chat may be waiting for it. */
const LIST_TIMEOUT_MS = 20_000

/** The endpoint's own list, all pages. @throws AppError */
export function listModels(client: OpenAI, stopped: AbortSignal): Promise<ModelEntry[]> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(LIST_TIMEOUT_MS)])
  return call(readAllPages(client, signal), { url: `${client.baseURL}/models`, signal })
}

/** One model by its id. @throws AppError `not-found` or `model-not-found` */
export function retrieveModel(client: OpenAI, id: string, signal: AbortSignal): Promise<ModelEntry> {
  const url = `${client.baseURL}/models/${id}`
  return call(readModel(client, id, signal), { url, signal })
}

/** OpenAI's list has one page and the SDK expects no more; others page it with `has_more` and `after`. */
async function readAllPages(client: OpenAI, signal: AbortSignal): Promise<ModelEntry[]> {
  const entries = new Map<string, ModelEntry>()
  for (let after: string | undefined, hasMore = true; hasMore;) {
    const response = await client.models
      .list({ signal, ...(after !== undefined && { query: { after } }) })
      .asResponse()
    const page = parseAnswer(listSchema, await readJSON(response), response)
    const models = page.data ?? []
    const known = entries.size
    for (const model of models) entries.set(model.id, toEntry(model))
    after = page.last_id ?? models.at(-1)?.id
    // A server that ignores `after` would send the same page for ever.
    hasMore = page.has_more && entries.size > known
  }
  return [...entries.values()]
}

async function readModel(client: OpenAI, id: string, signal: AbortSignal): Promise<ModelEntry> {
  const response = await client.models.retrieve(id, { signal }).asResponse()
  return toEntry(parseAnswer(modelSchema, await readJSON(response), response))
}

/** Only the id can be relied on. */
const modelSchema = v.looseObject({ id: v.string() })

const listSchema = v.union([
  v.object({
    // An Ollama without models says `null`.
    data: v.nullable(v.array(modelSchema)),
    has_more: v.optional(v.fallback(v.boolean(), false), false),
    last_id: v.optional(v.fallback(v.nullable(v.string()), null), null),
  }),
  // Together answers with a bare array.
  v.pipe(
    v.array(modelSchema),
    v.transform((data) => ({ data, has_more: false, last_id: null })),
  ),
])

const fieldsSchema = v.object({
  owned_by: v.optional(v.fallback(v.nullable(v.string()), null), null),
  created: v.optional(v.fallback(v.nullable(v.pipe(v.number(), v.minValue(1))), null), null),
  shutdown_date: v.optional(v.fallback(v.nullable(v.union([v.string(), v.number()])), null), null),
})

function toEntry(raw: v.InferOutput<typeof modelSchema>): ModelEntry {
  const { owned_by: ownedBy, created, shutdown_date: shutdown } = v.parse(fieldsSchema, raw)
  return {
    id: raw.id,
    ownedBy,
    createdAt: created === null ? null : created * 1000,
    shutdownDate: dateOf(shutdown),
    raw,
  }
}

/** `YYYY-MM-DD` of a date, a time, or seconds since the epoch. */
function dateOf(shutdown: string | number | null): string | null {
  if (shutdown === null) return null
  const date = new Date(typeof shutdown === 'number' ? shutdown * 1000 : shutdown)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10)
}
