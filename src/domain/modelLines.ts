import type { KnownModel } from '../facts/models.ts'
import type { ModelFacts } from './modelFacts.ts'

/** A model as the table of Help has it; `null`: not known. Tokens, and US dollars per million tokens. */
export interface ModelLine {
  id: string
  context: number | null
  output: number | null
  cutoff: string | null
  input: number | null
  cached: number | null
  answer: number | null
  endpoints: readonly string[] | null
  shutdown: string | null
}

export const LINE_SORTS = [
  'id',
  'context',
  'output',
  'cutoff',
  'input',
  'cached',
  'answer',
  'shutdown',
] as const
export type LineSort = (typeof LINE_SORTS)[number]

/** What is known of a model: the endpoint's own word and the catalogue's first, then what OpenAI has published. */
export function modelLine(
  { id, shutdownDate }: { id: string; shutdownDate: string | null },
  facts: ModelFacts | null,
  known: KnownModel = {},
): ModelLine {
  const [input, cached, answer] = known.prices ?? [null, null, null]
  const prices = facts?.prices ?? null
  return {
    id,
    context: facts?.contextWindow ?? known.context ?? null,
    output: facts?.maxOutputTokens ?? known.output ?? null,
    cutoff: known.cutoff ?? null,
    // A model's prices come from one place, not some from each.
    input: prices === null ? input : prices.input,
    cached: prices === null ? cached : prices.cachedInput,
    answer: prices === null ? answer : prices.output,
    endpoints: known.endpoints ?? null,
    shutdown: shutdownDate ?? known.shutdown ?? null,
  }
}

/** Names as a person counts: `gpt-9` before `gpt-10`. */
const byName = new Intl.Collator('en', { numeric: true })

/** The lines in order; what is not known goes last either way, and equal ones by name. */
export function sortLines(lines: readonly ModelLine[], by: LineSort, isDescending: boolean): ModelLine[] {
  const sign = isDescending ? -1 : 1
  return lines.toSorted((a, b) => {
    const [left, right] = [a[by], b[by]]
    if (left === null || right === null) {
      return Number(left === null) - Number(right === null) || byName.compare(a.id, b.id)
    }
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : byName.compare(String(left), String(right))
    return sign * order || byName.compare(a.id, b.id)
  })
}
