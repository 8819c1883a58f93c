import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatEvent, TokenUsage } from '@/domain/chat.ts'
import { continuationTurn, continueEvents, overlapOf } from '@/domain/continuation.ts'

const TEXT = 'Sorting is simple. You compare two neighbors and swap them'

/** The whole text of a reply that goes on with these deltas. */
async function joinedText(text: string, deltas: readonly string[]): Promise<string> {
  let whole = text
  for await (const event of continueEvents(text, null, stream(deltas.map(delta)))) {
    if (event.type === 'text-delta') whole += event.text
  }
  return whole
}

const delta = (text: string): ChatEvent => ({ type: 'text-delta', text })

async function* stream(events: readonly ChatEvent[], error?: Error): AsyncGenerator<ChatEvent> {
  for (const event of events) yield await Promise.resolve(event)
  if (error !== undefined) throw error
}

const usage = (tokens: number, cachedTokens: number | null): TokenUsage => ({
  promptTokens: tokens,
  completionTokens: tokens,
  totalTokens: 2 * tokens,
  cachedTokens,
  reasoningTokens: null,
})

describe('a continued reply', () => {
  it('does not double words that the model repeats, however they are cut up', async () => {
    const repeated = 'compare two neighbors and swap them when they are out of order.'
    const whole = 'Sorting is simple. You compare two neighbors and swap them when they are out of order.'
    expect(await joinedText(TEXT, [repeated])).toBe(whole)
    expect(await joinedText(TEXT, Array.from(repeated))).toBe(whole)
    expect(
      await joinedText(TEXT, ['\n', ' compare two', ' neighbors and swap them when they are out of order.']),
    ).toBe(whole)
  })

  it('keeps text that goes on directly', async () => {
    expect(await joinedText(TEXT, [' when', ' needed.'])).toBe(`${TEXT} when needed.`)
    expect(await joinedText('', ['Hello'])).toBe('Hello')
  })

  it('does not take a short likeness for a repetition', async () => {
    expect(await joinedText('haha', ['haha', '!'])).toBe('hahahaha!')
  })

  it('loses nothing when the stream ends or breaks while it is still comparing', async () => {
    expect(await joinedText(TEXT, ['swap'])).toBe(`${TEXT}swap`)
    const events: ChatEvent[] = []
    const broken = async (): Promise<void> => {
      for await (const event of continueEvents(TEXT, null, stream([delta('swap')], new Error('cut'))))
        events.push(event)
    }
    await expect(broken()).rejects.toThrow('cut')
    expect(events).toEqual([delta('swap')])
  })

  it('drops exactly the repetition, for any text, any repetition that is long enough, and any cutting', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 20, maxLength: 60 }),
        fc.integer({ min: 12, max: 20 }),
        fc.nat(5),
        async (random, length, size) => {
          // Ends that repeat inside themselves, or begin or end with white space, may fairly be cut elsewhere.
          const text = `<${random.replaceAll(/\s/gu, '_')}|0123456789abcdefghij`
          const addition = `${text.slice(-length)} and on`
          const pieces = addition.match(new RegExp(`.{1,${size + 1}}`, 'gsu')) ?? []
          expect(await joinedText(text, pieces)).toBe(`${text} and on`)
        },
      ),
    )
  })

  it('passes on other events, and gives the rest before the end', async () => {
    const ended: ChatEvent = { type: 'response-ended', finishReason: 'stop', raw: null }
    const seen: ChatEvent[] = []
    for await (const event of continueEvents(TEXT, null, stream([delta('swap'), ended]))) seen.push(event)
    expect(seen).toEqual([delta('swap'), ended])
  })

  it('adds the tokens of both requests, also when a server tells them more than once', async () => {
    const told: TokenUsage[] = []
    const events = stream([
      { type: 'usage', usage: usage(1, null) },
      { type: 'usage', usage: usage(5, 2) },
    ])
    for await (const event of continueEvents('text', usage(10, null), events)) {
      if (event.type === 'usage') told.push(event.usage)
    }
    expect(told.at(-1)).toEqual({
      promptTokens: 15,
      completionTokens: 15,
      totalTokens: 30,
      cachedTokens: 2,
      reasoningTokens: null,
    })
  })

  it('waits while more could still make it a repetition', () => {
    expect(overlapOf(TEXT, 'compare')).toBe('undecided')
    expect(overlapOf(TEXT, 'something else')).toBe(0)
  })

  it('asks with the last words, whole ones where there are spaces', () => {
    const turn = continuationTurn(`${'word '.repeat(40)}last`)
    expect(turn.text).toMatch(/Last words:\nword .*last$/u)
    expect(continuationTurn('短').text).toMatch(/短$/u)
  })
})
