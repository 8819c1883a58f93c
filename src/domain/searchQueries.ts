/** The most characters that the API takes for a value of metadata. */
const MAX_VALUE = 512

/** The metadata of a run's step that say what one of its calls has searched for: the API's own objects have no place for it. */
export function queriesMetadata(callId: string, queries: readonly string[]): Record<string, string> {
  const said = queries.join(' · ')
  return { [keyOf(callId)]: said.length > MAX_VALUE ? `${said.slice(0, MAX_VALUE - 1)}…` : said }
}

/** What a call has searched for, where its step tells it. */
export function queriesOfCall(callId: string, metadata: Record<string, string> | null): string | null {
  return metadata?.[keyOf(callId)] ?? null
}

/** At most 64 characters, as the API has it. */
function keyOf(callId: string): string {
  return `queries_${callId.slice(0, 56)}`
}
