import type { Ask } from './ask.ts'

const SPOKEN: [RegExp, string][] = [
  [/(?<=\d),(?=\d{3})/g, ''],
  [/\bplus\b|加上?/gi, '+'],
  [/\bminus\b|减去?/gi, '-'],
  [/\btimes\b|\bmultiplied by\b|乘以?|×|(?<=\d)\s*[xX]\s*(?=\d)/gi, '*'],
  [/\bdivided by\b|除以|÷/gi, '/'],
  [/\bto the power of\b|\*\*|的次方/gi, '^'],
  [/（/g, '('],
  [/）/g, ')'],
]
const EXPRESSION = /[-(\d.][-+*/^().\d\s]*[\d)]/g
const DATE = /\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}\/\d{1,2}\/\d{2,4}\b/
const LONGEST_REST = 40

/** Answers a question that is a sum, such as `what is 12 * (3 + 4)?` or `3加4等于几`; `null` for any other. */
export function answerArithmetic(ask: Ask): string | null {
  const expression = expressionIn(ask.text)
  if (expression === null) return null
  const value = evaluate(expression)
  if (value === null) return null
  const shown = expression.replaceAll('*', '×').replaceAll('/', '÷').replaceAll('-', '−')
  if (!Number.isFinite(value)) {
    return ask.language === 'zh'
      ? `**${shown}** 没有结果：不能除以零，或者数值超出了范围。`
      : `**${shown}** has no result: it divides by zero, or leaves the range of numbers.`
  }
  const result = String(Number(value.toPrecision(12))).replace('-', '−')
  return ask.language === 'zh'
    ? `**${shown} = ${result}**\n\n这是真算出来的：演示里有一个小小的计算器，会看括号和运算顺序。`
    : `**${shown} = ${result}**\n\nThis one is really computed: the demo has a small calculator that minds brackets and precedence.`
}

/** The sum in a question, with its signs as `+ - * / ^`; `null` if there is none, or if it is not what is asked. */
export function expressionIn(text: string): string | null {
  if (DATE.test(text)) return null
  const plain = SPOKEN.reduce((spoken, [pattern, sign]) => spoken.replace(pattern, sign), text)
  const found = (plain.match(EXPRESSION) ?? [])
    .map((candidate) => candidate.trim())
    .filter((candidate) => /[\d)]\s*[-+*/^]\s*[-(\d.]/.test(candidate))
    .toSorted((a, b) => b.length - a.length)[0]
  if (found === undefined || plain.length - found.length > LONGEST_REST) return null
  return found.replace(/\s*([-+*/^])\s*/g, ' $1 ').replace(/(^|[(+*/^-] ?) - (?=[\d(])/g, '$1-')
}

/** The value of a sum; `null` if it is not well formed. Not finite where it divides by zero or overflows. */
export function evaluate(expression: string): number | null {
  const tokens = expression.match(/\d*\.?\d+|\S/g) ?? []
  let position = 0
  const take = (...signs: string[]): string | null => {
    const token = tokens[position]
    if (token === undefined || !signs.includes(token)) return null
    position++
    return token
  }

  function sum(): number {
    let value = product()
    for (let sign = take('+', '-'); sign !== null; sign = take('+', '-')) {
      value = sign === '+' ? value + product() : value - product()
    }
    return value
  }

  function product(): number {
    let value = signed()
    for (let sign = take('*', '/'); sign !== null; sign = take('*', '/')) {
      value = sign === '*' ? value * signed() : value / signed()
    }
    return value
  }

  function signed(): number {
    return take('-') === null ? power() : -signed()
  }

  function power(): number {
    const base = operand()
    return take('^') === null ? base : base ** signed()
  }

  function operand(): number {
    if (take('(') !== null) {
      const value = sum()
      return take(')') === null ? Number.NaN : value
    }
    const token = tokens[position++] ?? ''
    return /^[\d.]+$/.test(token) ? Number(token) : Number.NaN
  }

  const value = sum()
  return position < tokens.length || Number.isNaN(value) ? null : value
}
