import { describe, expect, it } from 'vitest'
import type { AssistantMessage, ChatEvent } from '@/domain/chat.ts'
import { emptyReply, endReply, phaseOf, reduceReply, settledMessage } from '@/domain/replyReducer.ts'
import { shortenBody } from '@/domain/shortenBody.ts'
import { userMessage } from '../../support/chatData.ts'

function started(): AssistantMessage {
  return emptyReply(
    { id: 'r', chatId: 'c', parentId: 'u', createdAt: 5 },
    { connectionId: 'demo', model: 'asked', api: 'responses', isStreamed: true },
    5,
  )
}

/** Each event arrives 100 ms after the one before. */
function after(...events: ChatEvent[]): AssistantMessage {
  return events.reduce((reply, event, index) => reduceReply(reply, event, (index + 1) * 100), started())
}

describe('reduceReply', () => {
  it('adds up text, reasoning and refusal', () => {
    const reply = after(
      { type: 'reasoning-delta', text: 'Let me ' },
      { type: 'reasoning-delta', text: 'think.' },
      { type: 'text-delta', text: '你' },
      { type: 'text-delta', text: '好' },
      { type: 'refusal-delta', text: 'No.' },
    )
    expect(reply).toMatchObject({
      reasoning: 'Let me think.',
      text: '你好',
      refusal: 'No.',
      status: 'streaming',
    })
  })

  it('takes the time of the first reasoning or text, and only of that', () => {
    const reply = after(
      { type: 'request-sent', body: {} },
      { type: 'response-started', id: 'x', model: null },
      { type: 'reasoning-delta', text: 'a' },
      { type: 'text-delta', text: 'b' },
    )
    expect(reply.timing).toEqual({ startedAt: 5, firstTokenMs: 300, reasoningMs: 100, totalMs: null })
  })

  it('takes the time from the first reasoning to the first piece of the answer', () => {
    const reply = after(
      { type: 'reasoning-delta', text: 'a' },
      { type: 'reasoning-delta', text: 'b' },
      { type: 'text-delta', text: 'c' },
      { type: 'text-delta', text: 'd' },
    )
    expect(reply.timing.reasoningMs).toBe(200)
    expect(
      after({ type: 'text-delta', text: 'a' }, { type: 'text-delta', text: 'b' }).timing,
    ).not.toHaveProperty('reasoningMs')
  })

  it('names the model that answers, when the server says', () => {
    expect(after({ type: 'response-started', id: null, model: 'answered' }).model).toBe('answered')
    expect(after({ type: 'response-started', id: null, model: null }).model).toBe('asked')
  })

  it('puts tool calls together by index', () => {
    const reply = after(
      { type: 'tool-call-delta', index: 1, id: 'b', name: 'two', arguments: '' },
      { type: 'tool-call-delta', index: 0, id: 'a', name: 'one', arguments: '{' },
      { type: 'tool-call-delta', index: 0, id: null, name: null, arguments: '}' },
    )
    expect(reply.toolCalls).toEqual([
      { id: 'a', name: 'one', arguments: '{}' },
      { id: 'b', name: 'two', arguments: '' },
    ])
  })

  it('keeps the request and the answer as they were, in a form that can be stored', () => {
    const reply = after(
      { type: 'request-sent', body: { model: 'm', extra: () => 1 } },
      { type: 'response-ended', finishReason: 'length', raw: { id: 'x', call: () => 1 } },
    )
    expect(reply.finishReason).toBe('length')
    expect(reply.raw).toEqual({ request: { model: 'm' }, response: { id: 'x' } })
  })

  it('never changes the reply that it is given', () => {
    const before = Object.freeze(started())
    expect(reduceReply(before, { type: 'text-delta', text: 'a' }, 1)).not.toBe(before)
  })
})

describe('the end of a reply', () => {
  it('keeps what had arrived, beside the error', () => {
    const error = { kind: 'stream-cut', detail: 'cut' } as const
    const reply = endReply(after({ type: 'text-delta', text: 'Half' }), 'failed', { totalMs: 900, error })
    expect(reply).toMatchObject({
      text: 'Half',
      status: 'failed',
      error,
      timing: { firstTokenMs: 100, totalMs: 900 },
    })
  })

  it('is an interruption when nobody is writing it any more', () => {
    expect(settledMessage(started())).toMatchObject({ status: 'interrupted' })
    const user = userMessage()
    expect(settledMessage(user)).toBe(user)
  })
})

describe('phaseOf', () => {
  it('tells waiting, reasoning and answering apart', () => {
    expect(phaseOf(started())).toBe('waiting')
    expect(phaseOf(after({ type: 'reasoning-delta', text: 'a' }))).toBe('reasoning')
    expect(phaseOf(after({ type: 'reasoning-delta', text: 'a' }, { type: 'text-delta', text: 'b' }))).toBe(
      'answering',
    )
  })
})

describe('shortenBody', () => {
  it('keeps a short request as it is', () => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0 }
    expect(shortenBody(body)).toEqual(body)
  })

  it('says what it leaves out of a long history and of pictures', () => {
    const messages = Array.from({ length: 20 }, (_, index) => ({ role: 'user', content: `m${index}` }))
    expect(shortenBody({ messages })).toEqual({
      messages: [...messages.slice(0, 2), '… 12 more …', ...messages.slice(14)],
    })
    const picture = `data:image/png;base64,${'A'.repeat(10_000)}`
    const kept = JSON.stringify(shortenBody({ input: [{ image_url: picture }] }))
    expect(kept).toContain('data:image/png;base64,AAA')
    expect(kept).toContain('more characters')
    expect(kept.length).toBeLessThan(200)
  })
})
