import { describe, expect, it } from 'vitest'
import { outlineOf } from '../../../support/readBlocks.ts'

const markdown = (...lines: string[]): Promise<string[]> => outlineOf('a.md', lines.join('\n'))

describe('Markdown', () => {
  it('knows under which headings a paragraph stands', async () => {
    expect(await markdown('# One #', 'a', '', 'b', '## Two', 'c', '# Three', 'd')).toEqual([
      'One > heading: One',
      'One > paragraph: a',
      'One > paragraph: b',
      'One > Two > heading: Two',
      'One > Two > paragraph: c',
      'Three > heading: Three',
      'Three > paragraph: d',
    ])
  })

  it('knows underlined headings from list items and lines across the page', async () => {
    expect(await markdown('Title', '=====', 'Part', '----', '- item', '---', '', '---', 'text')).toEqual([
      'Title > heading: Title',
      'Title > Part > heading: Part',
      'Title > Part > paragraph: - item\n---',
      'Title > Part > paragraph: ---\ntext',
    ])
  })

  it('keeps code as it is, whatever it looks like', async () => {
    expect(
      await markdown('```sh', '# not a heading', '', '~~~', '```', '~~~~', '```', '~~~~', 'end'),
    ).toEqual(['code: # not a heading\n\n~~~', 'code: ```', 'paragraph: end'])
  })

  it('reads front matter as one piece', async () => {
    expect(await markdown('---', 'title: A', '', 'tags: [b]', '---', '', '# C')).toEqual([
      'code: title: A\n\ntags: [b]',
      'C > heading: C',
    ])
  })

  it('reads tables, with what stands before them', async () => {
    expect(await markdown('Prices:', 'a | b', '---|---', '1 | x \\| y', '| 2 |', 'end')).toEqual([
      'paragraph: Prices:',
      'table: | a | b |\n| --- | --- |\n| 1 | x \\| y |\n| 2 |',
      'paragraph: end',
    ])
  })

  it('repeats the header of a long table', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `| ${index} | ${'word '.repeat(10)}|`)
    const blocks = await markdown('| n | words |', '|---|---|', ...rows)
    expect(blocks.length).toBeGreaterThan(5)
    for (const block of blocks) expect(block).toMatch(/^table: \| n \| words \|\n\| --- \| --- \|\n\| \d/)
    expect(blocks.join('\n').match(/^\| \d+ /gm)).toHaveLength(200)
  })
})
