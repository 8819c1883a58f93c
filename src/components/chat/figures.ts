import type { AssistantMessage } from '@/domain/chat.ts'

/** Completion tokens a second while they arrived (a sync reply: over its whole time); null when that is not known. */
export function tokensPerSecond(message: AssistantMessage): number | null {
  const { firstTokenMs, totalMs } = message.timing
  const tokens = message.usage?.completionTokens
  if (tokens === undefined || tokens === 0 || totalMs === null) return null
  const spanMs = message.isStreamed && firstTokenMs !== null ? totalMs - firstTokenMs : totalMs
  return spanMs < 20 ? null : tokens / (spanMs / 1000)
}
