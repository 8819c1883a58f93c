import type { Assistant } from './api.ts'

export const ASSISTANT_ORDERS = ['newest', 'oldest', 'name'] as const
export type AssistantOrder = (typeof ASSISTANT_ORDERS)[number]

/** Those in whose name, description, model or id all words of a query are. */
export function foundAssistants(assistants: readonly Assistant[], query: string): Assistant[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length === 0) return [...assistants]
  return assistants.filter(({ name, description, model, id }) => {
    const text = [name, description, model, id].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** In an order; names as `locale` sorts them, and what has none at the end. */
export function orderedAssistants(
  assistants: readonly Assistant[],
  order: AssistantOrder,
  locale: string,
): Assistant[] {
  const { compare } = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const comparisons: Record<AssistantOrder, (a: Assistant, b: Assistant) => number> = {
    newest: (a, b) => b.created_at - a.created_at,
    oldest: (a, b) => a.created_at - b.created_at,
    name: (a, b) => Number(!a.name) - Number(!b.name) || compare(a.name ?? '', b.name ?? ''),
  }
  return assistants.toSorted(comparisons[order])
}
