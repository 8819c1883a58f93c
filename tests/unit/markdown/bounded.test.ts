import { describe, expect, it } from 'vitest'
import { createBlockParser, parseBlocks } from '@/markdown/blockParser.ts'
import { codeText } from '@/markdown/blocks.ts'

const DOCUMENTS: [name: string, text: string][] = [
  ['a line of many words', 'word '.repeat(60_000)],
  ['a line without a space', '你'.repeat(100_000)],
  ['a table', `| a | b |\n|---|---|\n${'| 1 | **two** |\n'.repeat(1_000)}`],
  ['code', `\`\`\`ts\n${'const a = 1 // line\n'.repeat(10_000)}`],
  ['a list', '- item *one*\n'.repeat(2_000)],
  [
    'definitions',
    Array.from({ length: 2_000 }, (_, index) => `[l${index}]: https://x.y/${index}\n`).join(''),
  ],
  ['paragraphs', 'A **bold** `word` and [link](https://x.y).\n\n'.repeat(2_000)],
]

/** How many objects of the second value are not in the first: what a step has made, and what showing it costs. */
function countNew(before: unknown, after: unknown): number {
  if (before === after || typeof after !== 'object' || after === null) return 0
  let count = 1
  for (const key of Object.keys(after)) {
    const known: unknown =
      typeof before === 'object' && before !== null ? Reflect.get(before, key) : undefined
    count += countNew(known, Reflect.get(after, key))
  }
  return count
}

function costs(text: string): number[] {
  const parser = createBlockParser()
  let before: unknown = []
  return Array.from({ length: Math.ceil(text.length / 211) }, (_, step) => {
    const after = parser.parse(text.slice(0, (step + 1) * 211), true)
    const count = countNew(before, after)
    before = after
    return count
  })
}

describe('what a step makes anew', () => {
  it.each(DOCUMENTS)('is as much at the end as at the start: %s', (_name, text) => {
    const all = costs(text)
    const half = Math.floor(all.length / 2)
    expect(Math.max(...all.slice(half))).toBeLessThanOrEqual(Math.max(...all.slice(0, half)) + 4)
    expect(Math.max(...all)).toBeLessThan(200)
  })
})

it('cuts a paragraph at a space after 16,384 characters, and never within a character', () => {
  const lengths = (text: string): number[] =>
    parseBlocks(text).map((block) => {
      const [first] = block.type === 'paragraph' ? block.children : []
      return first?.type === 'text' ? first.text.length : -1
    })
  expect(lengths('word '.repeat(8_000))).toEqual([16_384, 16_384, 7_229])
  expect(lengths(`a${'🙂'.repeat(10_000)}`)).toEqual([17_407, 2_594])
})

it('takes no line that is longer for a heading, a row or a definition', () => {
  const long = 'x'.repeat(16_400)
  expect(parseBlocks(`# ${long}`).map(({ type }) => type)).toEqual(['paragraph'])
  expect(parseBlocks(`[a]: ${long}`).map(({ type }) => type)).toEqual(['paragraph'])
  const table = parseBlocks(`| a |\n|---|\n| ${long} |`)
  expect(table.slice(0, 2).map(({ type }) => type)).toEqual(['table', 'paragraph'])
})

it('keeps the chunks of code that grows', () => {
  const text = `\`\`\`\n${'a line of code\n'.repeat(400)}`
  const parser = createBlockParser()
  const [before] = parser.parse(text, true)
  const [after] = parser.parse(`${text}more`, true)
  if (before?.type !== 'code' || after?.type !== 'code') throw new Error('no code')
  expect(after.chunks.slice(0, before.chunks.length - 1)).toEqual(before.chunks.slice(0, -1))
  expect(codeText(after)).toBe(`${text.slice(4)}more`)
  expect(after.chunks.every((chunk) => chunk.split('\n').length <= 17)).toBe(true)
})

it('nests forty deep at most', () => {
  const deep = JSON.stringify(parseBlocks(`${'> '.repeat(10_000)}end`))
  expect(deep.split('"quote"').length - 1).toBe(40)
  expect(deep).toContain('end')
})

it('reads links within links that never end, in a number of steps that does not double with each', () => {
  const text = '![]('.repeat(60)
  expect(createBlockParser().parse(`${text}${')'.repeat(60)}`, true)).toHaveLength(1)
  expect(createBlockParser().parse(`[a](${text}"`, true)).toHaveLength(1)
})
