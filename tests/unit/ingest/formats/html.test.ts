import { describe, expect, it } from 'vitest'
import { blocksOf, outlineOf, refusalOf } from '../../../support/readBlocks.ts'

const html = (body: string): Promise<string[]> => outlineOf('a.html', `<!doctype html><body>${body}`)

describe('HTML', () => {
  it('has what a person reads: no scripts, styles, navigation or hidden titles', async () => {
    const page = `<html><head><title>Site</title><style>p{}</style><script>if (a<b) x()</script></head>
      <body><nav><a>Home</a><nav>in</nav>out</nav><h1>A <em>title</em></h1><p>One &amp;
      two&nbsp;<b>bold</b>.<p>Three<br>lines</p><!-- no --><svg><text>x</text></svg><div>Last</div></body></html>`
    expect(await outlineOf('a.html', page)).toEqual([
      'A title > heading: A title',
      'A title > paragraph: One & two bold.',
      'A title > paragraph: Three\nlines',
      'A title > paragraph: Last',
    ])
  })

  it('keeps lists, with their numbers and levels', async () => {
    expect(await html('<ul><li><p>a</p><li>b<ol start="3"><li>c</li><li>d</li></ol></ul><p>after')).toEqual([
      'paragraph: - a\n- b\n  3. c\n  4. d',
      'paragraph: after',
    ])
  })

  it('keeps tables, with cells across columns and tables in cells', async () => {
    expect(
      await html('<table><tr><th colspan=2>a<th>b<tr><td>1<td>2<td><table><tr><td>3<td>4</table></table>end'),
    ).toEqual(['table: | a |  | b |\n| --- | --- | --- |\n| 1 | 2 | 3 4 |', 'paragraph: end'])
  })

  it('keeps code as it is written', async () => {
    expect(await html('<pre>\n<code>if (a &lt; b) {\n\n  c()\n}</code></pre>')).toEqual([
      'code: if (a < b) {\n\n  c()\n}',
    ])
  })

  it('is known by its beginning under another name', async () => {
    expect(await outlineOf('page.txt', ' <!-- x --><!DOCTYPE html><p>text')).toEqual(['paragraph: text'])
    expect(await outlineOf('page.txt', 'About <html>')).toEqual(['paragraph: About <html>'])
  })

  it.each([
    ['divisions', '<div>'],
    ['lists', '<ul><li>x'],
    ['tables', '<table><tr><td>'],
  ])('is refused where %s are nested without end, before that takes for ever', async (_, element) => {
    expect(await refusalOf('a.html', element.repeat(200_000))).toBe(
      'invalid_file: This file is damaged: its elements are nested without end.',
    )
  })

  it.each(['<ul><li>', '<pre>', '<table><tr><td>'])(
    'is read in time where %s holds empty lines',
    async (open) => {
      const blocks = await blocksOf('a.html', `${open}before${'<div></div>'.repeat(50_000)}after`)
      expect(blocks.map(({ text }) => text).join(' ')).toMatch(/before\s+after/)
    },
  )

  it('bounds a text without elements', async () => {
    const blocks = await blocksOf('a.html', `<div>${'words '.repeat(300_000)}`)
    expect(Math.max(...blocks.map(({ text }) => text.length))).toBeLessThanOrEqual(20_000)
    expect(
      blocks
        .map(({ text }) => text)
        .join('')
        .match(/w/g),
    ).toHaveLength(300_000)
  })
})
