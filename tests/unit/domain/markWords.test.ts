import { describe, expect, it } from 'vitest'
import { excerptOf, markWords } from '@/domain/markWords.ts'

/** The text with its marks in brackets. */
const marked = (text: string, question: string): string =>
  markWords(text, question)
    .map(({ text: piece, isMarked }) => (isMarked ? `[${piece}]` : piece))
    .join('')

describe('markWords', () => {
  it.each([
    [
      'The penalty is due; penalties grow.',
      'What is the penalty?',
      'The [penalty] is due; [penalties] grow.',
    ],
    ['Fees and a FEE, not coffee.', 'fees', '[Fees] and a [FEE], not coffee.'],
    ['0.5 % (or more)', '0.5', '[0.5] % (or more)'],
    ['违约金不超过合同价的百分之八。', '违约金', '[违约金]不超过合同价的百分之八。'],
    ['Call createRun() first.', 'createRun', 'Call [createRun]() first.'],
    ['as is', 'is', 'as [is]'],
    ['c++ (a|b) [x]', 'a|b', 'c++ ([a]|[b]) [x]'],
    ['untouched', '', 'untouched'],
    ['untouched', '?!', 'untouched'],
  ])('marks in %j what %j asks for', (text, question, expected) => {
    expect(marked(text, question)).toBe(expected)
  })
})

describe('excerptOf', () => {
  const excerpt = (text: string, question: string): string =>
    excerptOf(markWords(text, question))
      .map(({ text: piece }) => piece)
      .join('')

  it('begins a little before the place where most of the words are', () => {
    const text = `One card. ${'filler '.repeat(100)}A lost reader card costs 7 euros.${' more'.repeat(100)}`
    expect(excerpt(text, 'lost reader card')).toMatch(/^… (?:filler ){6,8}A lost reader card costs/u)
    const chinese = `${'无关的话。'.repeat(60)}遗失借书证须付七欧元。`
    expect(excerpt(chinese, '借书证')).toMatch(/^… .{50,60}借书证须付七欧元。$/u)
  })

  it('leaves a text whole that begins with them, or has none', () => {
    expect(excerpt('A reader card.', 'reader')).toBe('A reader card.')
    expect(excerpt('filler '.repeat(100), 'reader')).toBe('filler '.repeat(100))
  })
})
