import { describe, expect, it } from 'vitest'
import {
  EMPTY_MESSAGE,
  hasContent,
  isEmptyMessage,
  type MessageDraft,
  messageParamsOf,
  readMessageDraft,
  toolsFor,
} from '@/domain/messageDraft.ts'

const draft = (changes: Partial<MessageDraft>): MessageDraft => ({ ...EMPTY_MESSAGE, ...changes })

describe('a message draft', () => {
  it('is sent as plain text where it has no images', () => {
    expect(messageParamsOf(draft({ text: 'Hi', role: 'assistant' }))).toEqual({
      role: 'assistant',
      content: 'Hi',
    })
  })

  it('is sent with its files, their tools, and its images after the words', () => {
    const given = draft({
      text: 'See',
      attachments: [{ fileId: 'file-1', name: 'a.md', tools: ['file_search', 'code_interpreter'] }],
      images: [
        { kind: 'file', fileId: 'file-2', name: 'b.png' },
        { kind: 'url', url: 'https://x.y/c.png' },
      ],
    })
    expect(messageParamsOf(given)).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'See' },
        { type: 'image_file', image_file: { file_id: 'file-2' } },
        { type: 'image_url', image_url: { url: 'https://x.y/c.png' } },
      ],
      attachments: [{ file_id: 'file-1', tools: [{ type: 'file_search' }, { type: 'code_interpreter' }] }],
    })
  })

  it('has nothing to send without words and images, though it may not be empty', () => {
    const attached = draft({ text: ' ', attachments: [{ fileId: 'file-1', name: 'a.md', tools: [] }] })
    expect(hasContent(attached)).toBe(false)
    expect(isEmptyMessage(attached)).toBe(false)
    expect(hasContent(draft({ images: [{ kind: 'url', url: 'https://x.y/c.png' }] }))).toBe(true)
  })

  it('is read back as it was kept, and empty where that is something else', () => {
    const kept = draft({ text: 'Hi', images: [{ kind: 'url', url: 'https://x.y/c.png' }] })
    expect(readMessageDraft(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
    expect(readMessageDraft({ text: 1 })).toEqual(EMPTY_MESSAGE)
    expect(readMessageDraft(undefined)).toEqual(EMPTY_MESSAGE)
  })

  it('gives a file to the tool that can read it', () => {
    const named = (name: string) => toolsFor({ name, type: '' })
    expect(named('a.md')).toEqual(['file_search'])
    expect(named('a.csv')).toEqual(['code_interpreter'])
    expect(named('a.zip')).toEqual(['code_interpreter'])
    expect(named('a.exe')).toEqual([])
  })
})
