import { expressionIn } from '../arithmetic.ts'
import type { Ask } from '../ask.ts'
import type { Quotation } from '../searchAnswer.ts'
import { functionChart, numbersChart } from './chart.ts'
import { computationIn } from './computation.ts'
import { MEASURE_CODE, MEASURE_NAMES } from './measures.ts'
import { lines, SHOWN } from './pythonText.ts'
import { tableProgram } from './tableProgram.ts'
import { wishesIn } from './wishes.ts'
import type { Wishes } from './wishes.ts'

const ABOUT_A_TABLE =
  /\b(csv|tsv|jsonl?|xlsx|excel|sheet|table|column|row|record|dataset|spreadsheet|data)s?\b|表格|数据|列|每行/i

/**
 * A small program of Python that computes what is asked: a sum, numbers in the question, or a table among `paths`.
 * `null` where nothing of the kind is asked.
 */
export function programFor(ask: Ask, paths: readonly string[]): string | null {
  const computation = computationIn(ask, paths.map(nameOf))
  if (computation !== null) {
    const { wishes, said } = computation
    const tables = tablesAskedFor(said, paths)
    const isOfTable = tables.length > 0 && said.some((text) => isAboutTable(text, paths))
    const numbers = isOfTable ? [] : (said.map(numbersIn).find((listed) => listed.length > 1) ?? [])
    if (numbers.length > 1) return numbersProgram(numbers, wishes, ask)
    const drawn = wishes.isPlotted ? functionIn(ask.text) : null
    if (drawn !== null) return functionChart(drawn, /log|sqrt/.test(drawn) ? 0.1 : -10, 10)
    if (tables.length > 0) return tableProgram({ language: ask.language, paths: tables }, computation)
  }
  const expression = expressionIn(ask.text)
  return expression === null ? null : `print(${expression.replaceAll('^', '**')})`
}

/** Says which files are there: the program where `python` is called and the question has nothing to compute. */
export const LIST_FILES = lines(
  'import os',
  '',
  'for name in sorted(os.listdir("/mnt/data")):',
  '    print(name, os.path.getsize("/mnt/data/" + name))',
)

/** Whether a question names one of the tables, or speaks of columns and rows. */
export function isAboutTable(text: string, paths: readonly string[]): boolean {
  return ABOUT_A_TABLE.test(text) || paths.some((path) => text.includes(nameOf(path)))
}

/** A program over the amounts of one unit that stand in quotations; `null` where there are not two of them. */
export function quotedProgram(quotations: readonly Quotation[], ask: Ask): string | null {
  const wishes = wishesIn(ask.text)
  if (wishes === null || wishes.isCounted) return null
  const amounts = quotations.flatMap(({ text }) =>
    [...text.matchAll(AMOUNT)].map((match) => ({
      value: Number((match.groups?.['value'] ?? '').replaceAll(',', '')),
      unit: (match.groups?.['sign'] ?? match.groups?.['unit'] ?? '').toLowerCase(),
    })),
  )
  const byUnit = [...Map.groupBy(amounts, ({ unit }) => unit).values()]
  const most = byUnit.toSorted((a, b) => b.length - a.length)[0] ?? []
  return most.length < 2
    ? null
    : numbersProgram(
        most.map(({ value }) => value),
        wishes,
        ask,
      )
}

/** A number with its unit: `€1,200`, `1,200 EUR`, `800元`, `0.5 %`. */
const AMOUNT =
  /(?:(?<sign>[$€£¥￥])\s?)(?<value>\d[\d,]*(?:\.\d+)?)|(?<value>\d[\d,]*(?:\.\d+)?)\s?(?<unit>%|euros?|EUR|USD|CNY|dollars?|pounds?|yuan|kg|km|hours?|days?|万元|元|公斤|公里|小时|天)(?![\p{L}\p{N}]*[a-z])/giu

/** Those that the latest question names that names any; else the first. */
function tablesAskedFor(said: readonly string[], paths: readonly string[]): string[] {
  const named = said.map((text) => paths.filter((path) => text.includes(nameOf(path))))
  return named.find((tables) => tables.length > 0) ?? paths.slice(0, 1)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The numbers that a question lists: `3, 5 and 8`. */
function numbersIn(text: string): number[] {
  const listed = /-?\d+(?:\.\d+)?(?:\s*(?:[,，、;；\s]|\band\b|和|与)\s*-?\d+(?:\.\d+)?)+/i.exec(text)?.[0]
  return (listed?.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
}

/** A function of x, in Python: `sin(x)`, `y = x^2 - 3`. */
function functionIn(text: string): string | null {
  const found = text
    .replace(/\b(sin|cos|tan|exp|log|sqrt) x\b/gi, '$1(x)')
    .replace(/(\d)(?=x\b|(?:sin|cos|tan|exp|log|sqrt)\b)/g, '$1 * ')
    .match(/(?:\b(?:sin|cos|tan|exp|log|sqrt|pi|x)\b|[\d.\s()+*/^-])+/g)
    ?.map((part) => part.trim())
    .find((part) => /\bx\b/.test(part) && part.length > 1)
  return found === undefined ? null : found.replaceAll('^', '**')
}

function numbersProgram(numbers: readonly number[], wishes: Wishes, { language }: Ask): string {
  if (wishes.isPlotted) return numbersChart(numbers, wishes.isLine)
  const names = MEASURE_NAMES[language]
  return lines(
    'import math',
    'import statistics',
    '',
    '',
    SHOWN,
    '',
    '',
    `values = [${numbers.join(', ')}]`,
    ...(wishes.isSorted ? [`print(sorted(values, reverse=${wishes.isAscending ? 'False' : 'True'}))`] : []),
    ...wishes.measures.map((measure) => `print(f"${names[measure]}: {shown(${MEASURE_CODE[measure]})}")`),
  )
}
