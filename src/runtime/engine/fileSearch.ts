import * as v from 'valibot'
import { estimateTokens } from '../../domain/tokenEstimate.ts'
import { untilAborted } from '../../domain/untilAborted.ts'
import { STORE_WAIT_SECONDS } from '../../facts/limits.ts'
import type { RunRow } from '../db/tables.ts'
import { asOf } from '../db/vectorStores.ts'
import { searchStore } from '../retrieval/searchStore.ts'
import type { SearchHit } from '../retrieval/searchStore.ts'
import type { Run, ToolCall } from '../wire.ts'
import { citationMark } from './citationMarks.ts'
import type { ExecutorDeps } from './executor.ts'
import { searchedStores } from './runFiles.ts'
import { shortened } from './shortened.ts'
import { waitForStores } from './waitForStores.ts'

type FileSearch = Extract<ToolCall, { type: 'file_search' }>['file_search']

/** What a search has brought: for the step, and for the model. */
export interface FileSearchOutcome {
  search: FileSearch
  /** JSON: passages with the marks that cite them. */
  output: string
}

export interface FileSearchTask {
  queries: readonly string[]
  /** The number of the run's step, and how many results it has already: what the marks say. */
  step: number
  firstResult: number
  /** Tokens that the passages may have. */
  budget: number
}

/** Sources of the defaults: OpenAI's guide. */
const DEFAULT_RESULTS = 20
const RETRIEVAL_TOKENS = 16_000
const MAX_WAIT_MS = STORE_WAIT_SECONDS * 1000

const MAX_QUERIES = 5
/** More words than these make no question clearer. */
const MAX_QUERY = 2000

const queriesSchema = v.union([
  v.pipe(
    v.looseObject({ queries: v.array(v.string()) }),
    v.transform(({ queries }) => queries),
  ),
  v.pipe(
    v.looseObject({ queries: v.string() }),
    v.transform(({ queries }) => [queries]),
  ),
  v.pipe(
    v.looseObject({ query: v.string() }),
    v.transform(({ query }) => [query]),
  ),
])

/** The queries in a call's arguments, as models write them; the arguments themselves where they are no JSON. */
export function queriesIn(args: string): string[] {
  try {
    const parsed = v.safeParse(queriesSchema, JSON.parse(args))
    return parsed.success ? parsed.output : []
  } catch {
    return [args]
  }
}

/** Tokens of passages that fit a context window beside all else; `null` where the window is not known. */
export function retrievalBudget(contextWindow: number | null): number {
  return contextWindow === null ? RETRIEVAL_TOKENS : Math.min(RETRIEVAL_TOKENS, Math.floor(contextWindow / 4))
}

/**
 * Searches the vector stores of a run, as its tool says. Waits for files of the thread that are still being read, for a minute at most.
 * @throws AppError `aborted`, StorageError
 */
export async function searchFiles(
  deps: ExecutorDeps,
  row: RunRow,
  { queries, step, firstResult, budget }: FileSearchTask,
  signal: AbortSignal,
): Promise<FileSearchOutcome> {
  const { storage } = deps
  const { all, ofThread } = await storage.read(['assistants', 'threads'], (tx) => searchedStores(tx, row))
  await waitForStores(deps, ofThread, MAX_WAIT_MS, signal)
  const tool = settingsOf(row.object)
  const asked = queries
    .map((query) => query.trim().slice(0, MAX_QUERY))
    .filter(Boolean)
    .slice(0, MAX_QUERIES)
  const { usable, notes } = await usableStores(deps, all)
  const request = {
    query: asked,
    max_num_results: tool.maxResults,
    ranking_options: { score_threshold: tool.scoreThreshold },
  }
  const isVain = asked.length === 0 || usable.length === 0
  const hits = isVain ? [] : await untilAborted(searchStore(deps, usable, request, signal), signal)
  const results = withinBudget(hits, budget)
  return {
    search: {
      ranking_options: { ranker: tool.ranker, score_threshold: tool.scoreThreshold },
      results: results.map(({ file_id, filename, score, content }) => ({
        file_id,
        file_name: filename,
        score,
        content,
      })),
    },
    output: JSON.stringify({
      results: results.map((result, index) => ({
        cite: citationMark(step, firstResult + index, result.filename),
        file: result.filename,
        ...(result.passage.page !== null && { page: result.passage.page }),
        score: Math.round(result.score * 100) / 100,
        text: textOf(result),
      })),
      ...(notes.length > 0 && { notes }),
    }),
  }
}

function settingsOf({ tools }: Run): {
  maxResults: number
  scoreThreshold: number
  ranker: 'default_2024_08_21'
} {
  const tool = tools.find(({ type }) => type === 'file_search')
  const settings = tool?.type === 'file_search' ? tool.file_search : undefined
  return {
    maxResults: settings?.max_num_results ?? DEFAULT_RESULTS,
    scoreThreshold: settings?.ranking_options?.score_threshold ?? 0,
    // What `auto` stands for.
    ranker: 'default_2024_08_21',
  }
}

/** The stores that can be searched, and what a model should know of those that are not whole. */
async function usableStores(
  { storage, clock }: ExecutorDeps,
  storeIds: readonly string[],
): Promise<{ usable: string[]; notes: string[] }> {
  const rows = await storage.read(['vectorStores'], (tx) =>
    Promise.all(storeIds.map((id) => tx.get('vectorStores', id))),
  )
  const stores = rows
    .filter((row) => row !== undefined)
    .map(({ object }) => asOf(object, clock.now()))
    .filter(({ status }) => status !== 'expired')
  const count = (status: 'in_progress' | 'failed' | 'total'): number =>
    stores.reduce((total, { file_counts: counts }) => total + counts[status], 0)
  const [unread, failed] = [count('in_progress'), count('failed')]
  const notes = [
    ...(count('total') === 0 ? ['There are no files to search.'] : []),
    ...(unread > 0 ? [`Files that are still being read, and were not searched: ${unread}.`] : []),
    ...(failed > 0 ? [`Files that could not be read: ${failed}.`] : []),
  ]
  return { usable: stores.map(({ id }) => id), notes }
}

/** As many as have that many tokens together; at least a part of the best. */
function withinBudget(results: readonly SearchHit[], budget: number): SearchHit[] {
  const kept: SearchHit[] = []
  let left = budget
  for (const result of results) {
    left -= estimateTokens(textOf(result))
    if (left < 0 && kept.length > 0) break
    kept.push(left < 0 ? cut(result, budget) : result)
  }
  return kept
}

/** A token has at least a character. */
function cut(result: SearchHit, tokens: number): SearchHit {
  return { ...result, content: [{ type: 'text', text: shortened(textOf(result), tokens) }] }
}

function textOf({ content }: SearchHit): string {
  return content.map(({ text }) => text).join('\n\n')
}
