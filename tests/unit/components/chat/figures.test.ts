import { describe, expect, it } from 'vitest'
import { tokensPerSecond } from '@/components/chat/figures.ts'
import type { AssistantMessage, ReplyTiming } from '@/domain/chat.ts'
import { emptyReply } from '@/domain/replyReducer.ts'

function reply(
  isStreamed: boolean,
  completionTokens: number,
  timing: Partial<ReplyTiming>,
): AssistantMessage {
  const asked = { connectionId: 'demo', model: 'm', api: 'chat-completions' as const, isStreamed }
  const blank = emptyReply({ id: 'r', chatId: 'c', parentId: null, createdAt: 0 }, asked, 0)
  const usage = {
    promptTokens: 1,
    completionTokens,
    totalTokens: 1,
    cachedTokens: null,
    reasoningTokens: null,
  }
  return { ...blank, usage, timing: { ...blank.timing, ...timing } }
}

describe('tokensPerSecond', () => {
  it('counts a streamed reply from its first token', () => {
    expect(tokensPerSecond(reply(true, 100, { firstTokenMs: 3000, totalMs: 5000 }))).toBe(50)
  })

  it('counts a sync reply over its whole time', () => {
    expect(tokensPerSecond(reply(false, 100, { firstTokenMs: 4990, totalMs: 5000 }))).toBe(20)
  })

  it('says nothing where it would be a guess', () => {
    expect(tokensPerSecond(reply(true, 0, { firstTokenMs: 1, totalMs: 5000 }))).toBeNull()
    expect(tokensPerSecond(reply(true, 9, { firstTokenMs: 1 }))).toBeNull()
    expect(tokensPerSecond(reply(true, 9, { firstTokenMs: 499, totalMs: 500 }))).toBeNull()
    expect(tokensPerSecond({ ...reply(true, 9, { totalMs: 500 }), usage: null })).toBeNull()
  })
})
