import { describe, expect, it } from 'vitest'
import { evaluate, expressionIn } from '@/demo/script/arithmetic.ts'

describe('expressionIn', () => {
  it.each([
    ['What is 12 * (3 + 4)?', '12 * (3 + 4)'],
    ['3加4等于几', '3 + 4'],
    ['7 times 6', '7 * 6'],
    ['1,250 divided by 5 please', '1250 / 5'],
    ['（1＋2）', null],
    ['12.5×8=?', '12.5 * 8'],
    ['3 x 4', '3 * 4'],
    ['What happened on 2024-05-06?', null],
    ['I have 3 cats', null],
    ['Hello', null],
    ['My long story mentions 2 + 2 somewhere. '.repeat(3), null],
  ])('finds in %j %j', (text, expression) => {
    expect(expressionIn(text)).toBe(expression)
  })
})

describe('evaluate', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['-3 - -4', 1],
    ['10 / 4', 2.5],
    ['8 - 3 - 2', 3],
    ['.5 + 1', 1.5],
    ['1 / 0', Infinity],
  ])('%s = %d', (expression, value) => {
    expect(evaluate(expression)).toBe(value)
  })

  it.each(['', '1 +', '(1', '1)', '1 2', 'alert(1)', '1.2.3'])('refuses %j', (expression) => {
    expect(evaluate(expression)).toBeNull()
  })
})
