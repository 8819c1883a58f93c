import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, outlineOf } from '../../../support/readBlocks.ts'

describe('CSV', () => {
  it('reads fields in quotes, with line ends, quotes and commas in them', async () => {
    expect(
      await outlineOf('a.csv', 'name,says\r\n"Ann, B.","He said ""hi"",\r\nthen left"\r\nx"y,\r\n'),
    ).toEqual(['table: | name | says |\n| --- | --- |\n| Ann, B. | He said "hi", then left |\n| x"y |'])
  })

  it.each([
    ['semicolons', 'a.csv', 'a;b,c\n1;2\n'],
    ['tabs', 'a.tsv', 'a\tb,c\n1\t2'],
    ['a hint for spreadsheets', 'a.csv', 'sep=|\r\na|b,c\r\n1|2'],
    ['a byte order mark', 'a.csv', '\ufeffa;b,c\r1;2\r'],
  ])('knows %s', async (_, name, text) => {
    expect(await outlineOf(name, text)).toEqual(['table: | a | b,c |\n| --- | --- |\n| 1 | 2 |'])
  })

  it('reads what it is given, wherever the pieces of a large file end', async () => {
    const field = fc.stringMatching(/^[a-c",\n\r春]{0,6}$/).map((text) => `x${text}x`)
    const rows = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 0, max: 40 }), async (given, before) => {
        const quoted = given.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
        // The first piece, of a mebibyte, ends somewhere in the rows.
        const filler = `"${'f'.repeat(15_000)}",y\n`
        const count = Math.floor(1024 ** 2 / filler.length)
        const pad = `"${'p'.repeat(1024 ** 2 - count * filler.length - before - 6)}",y\n`
        const text = `${filler.repeat(count)}${pad}${quoted.join('\n')}`
        const found = (await blocksOf('a.csv', text))
          .flatMap((block) => block.text.split('\n'))
          .filter((line) => line.startsWith('| x'))
        const shown = given.map((row) => `| ${row.map((cell) => cell.replace(/\s+/g, ' ')).join(' | ')} |`)
        expect(found).toEqual(shown)
      }),
      { numRuns: 25 },
    )
  })

  it('bounds a quote that is never closed', async () => {
    const blocks = await blocksOf('a.csv', `a,b\n"${'word '.repeat(500_000)}`)
    expect(Math.max(...blocks.map(({ text }) => text.length))).toBeLessThanOrEqual(20_000)
    expect(
      blocks
        .map(({ text }) => text)
        .join('')
        .match(/w/g),
    ).toHaveLength(500_000)
  })
})
