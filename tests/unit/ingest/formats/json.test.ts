import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, outlineOf } from '../../../support/readBlocks.ts'

describe('JSON', () => {
  it('is laid out in lines, with its letters as they are read', async () => {
    expect(await outlineOf('a.json', '{"\\u540d":"\\u6625\\"","list":[1,2,{"a":null}]}')).toEqual([
      'code: {\n  "名": "春\\"",\n  "list": [\n    1, 2, {\n      "a": null\n    }\n  ]\n}',
    ])
  })

  it('is cut between entries, under the keys that lead there', async () => {
    const entry = { text: 'word '.repeat(60) }
    const given = {
      first: entry,
      'second part': { 'in it': Array.from({ length: 12 }, () => entry) },
      last: 1,
    }
    const blocks = await blocksOf('a.json', JSON.stringify(given))
    expect(blocks.map(({ headings }) => headings.join('/'))).toEqual([
      '',
      'second part/in it',
      'second part/in it',
      '',
    ])
    expect(JSON.parse(blocks.map(({ text }) => text).join('\n'))).toEqual(given)
  })

  it('loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (json) => {
        const blocks = await blocksOf('a.json', json)
        expect(JSON.parse(blocks.map(({ text }) => text).join('\n'))).toEqual(JSON.parse(json))
      }),
      { numRuns: 100 },
    )
  })

  it('loses nothing where the pieces of a large file end, not even in an endless string', async () => {
    for (const before of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const given = { pad: 'p'.repeat(1024 ** 2 - 12 - before), a: '\\"春', n: [-12.5e3, true] }
      const blocks = await blocksOf('a.json', JSON.stringify(given))
      expect(Math.max(...blocks.map(({ text }) => text.length))).toBeLessThanOrEqual(20_000)
      expect(JSON.parse(blocks.map(({ text }) => text).join(''))).toEqual(given)
    }
  })

  it('need not be quite JSON', async () => {
    expect(await outlineOf('a.json', '{ // why\n"a": 1, }')).toEqual(['code: {\n  // why "a": 1,\n}'])
  })
})

describe('JSON that is nested without end', () => {
  it.each(['[', '{"key":'])('is read a piece at a time: %s', async (open) => {
    const blocks = await blocksOf('a.json', open.repeat(100_000))
    expect(Math.max(...blocks.map(({ text }) => text.length))).toBeLessThan(25_000)
    expect(Math.max(...blocks.map(({ headings }) => headings.length))).toBe(32)
    const text = blocks.map((block) => block.text).join('')
    expect(text.split(open[0]!)).toHaveLength(100_001)
  })
})

describe('JSONL', () => {
  it('is a block a line', async () => {
    expect(await outlineOf('a.jsonl', '{"q":"\\u6625"}\r\n\n{"a":\\u}\n[1]')).toEqual([
      'code: {"q":"春"}',
      'code: {"a":\\u}',
      'code: [1]',
    ])
  })
})
