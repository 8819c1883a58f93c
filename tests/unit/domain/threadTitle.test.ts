import { describe, expect, it } from 'vitest'
import { titleOfMessages, wordsOf } from '@/domain/threadTitle.ts'
import { textPart } from '../../support/threadObjects.ts'

describe('wordsOf', () => {
  it('are the texts of a message, as it is sent and as it is told', () => {
    expect(wordsOf('Hi')).toBe('Hi')
    expect(
      wordsOf([
        { type: 'text', text: 'One' },
        { type: 'image_url', image_url: { url: 'https://x.y/z.png' } },
        { type: 'text', text: 'Two' },
      ]),
    ).toBe('One\n\nTwo')
    expect(wordsOf([textPart('Told')])).toBe('Told')
  })
})

describe('titleOfMessages', () => {
  it('is the first line of the first message with words', () => {
    const picture = [{ type: 'image_url' as const, image_url: { url: 'https://x.y/z.png' } }]
    expect(titleOfMessages([{ content: picture }, { content: '\n# What is this?\nMore' }])).toBe(
      'What is this?',
    )
    expect(titleOfMessages([])).toBe('')
  })
})
