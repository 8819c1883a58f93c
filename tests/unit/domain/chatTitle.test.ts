import { describe, expect, it } from 'vitest'
import { titleFrom } from '@/domain/chatTitle.ts'

describe('titleFrom', () => {
  it('takes the first line that has something in it', () => {
    expect(titleFrom('\n\n  ## How do   I sort?\nA list, that is.')).toBe('How do I sort?')
  })

  it('cuts a long line at a word', () => {
    const title = titleFrom(
      'Please explain the difference between a list, a tuple and a dictionary in Python',
    )
    expect(title).toBe('Please explain the difference between a list, a tuple and a…')
    expect(title.length).toBeLessThanOrEqual(60)
  })

  it('cuts Chinese, which has no spaces, without breaking a character', () => {
    const title = titleFrom('请用简单的语言解释一下量子计算机和经典计算机之间的区别，'.repeat(4))
    expect(title.length).toBeLessThanOrEqual(60)
    expect(title.endsWith('…')).toBe(true)
    expect(title.isWellFormed()).toBe(true)
  })

  it('cuts one endless word inside, between whole emoji', () => {
    const title = titleFrom('👩‍🔬'.repeat(40))
    expect(title.length).toBeLessThanOrEqual(60)
    expect(title).toMatch(/^(👩‍🔬)+…$/u)
  })

  it('is the name of the file when there is no text', () => {
    expect(titleFrom('  ', [{ name: 'notes.txt' }])).toBe('notes.txt')
    expect(titleFrom('')).toBe('')
  })
})
