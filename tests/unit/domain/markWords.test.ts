import { describe, expect, it } from 'vitest'
import { markWords } from '@/domain/markWords.ts'

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
