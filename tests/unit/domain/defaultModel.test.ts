import { describe, expect, it } from 'vitest'
import { firstChatModel, isChatModel } from '@/domain/defaultModel.ts'
import type { ModelEntry } from '@/domain/models.ts'

function entry(id: string, patch: Partial<ModelEntry> = {}): ModelEntry {
  return { id, ownedBy: null, createdAt: null, shutdownDate: null, raw: { id }, ...patch }
}

describe('isChatModel', () => {
  it.each(['gpt-6-sol', 'qwen3:14b', 'mistral-small-latest', 'o3', 'skein-demo'])('takes %s', (id) => {
    expect(isChatModel(entry(id))).toBe(true)
  })

  it.each([
    'text-embedding-3-small',
    'whisper-1',
    'gpt-4o-mini-tts',
    'dall-e-3',
    'gpt-image-1',
    'omni-moderation',
  ])('leaves %s', (id) => expect(isChatModel(entry(id))).toBe(false))

  it('believes what the server says of its output rather than the id', () => {
    const painter = entry('acme/palette', { raw: { architecture: { output_modalities: ['image', 'text'] } } })
    const writer = entry('acme/imagine', { raw: { architecture: { output_modalities: ['text'] } } })
    expect([isChatModel(painter), isChatModel(writer)]).toEqual([false, true])
  })
})

describe('firstChatModel', () => {
  it('takes the newest chat model that is still served', () => {
    const entries = [
      entry('old', { createdAt: 1 }),
      entry('gone', { createdAt: 9, shutdownDate: '2026-11-22' }),
      entry('new', { createdAt: 5, shutdownDate: '2026-11-23' }),
      entry('text-embedding', { createdAt: 10 }),
    ]
    expect(firstChatModel(entries, '2026-11-22')).toBe('new')
  })

  it("keeps the server's order where it tells no dates", () => {
    expect(firstChatModel([entry('b'), entry('a')], '2026-11-22')).toBe('b')
  })

  it('falls back to any served model, and to null', () => {
    expect(firstChatModel([entry('nomic-embed-text')], '2026-11-22')).toBe('nomic-embed-text')
    expect(firstChatModel([], '2026-11-22')).toBeNull()
  })
})
