import { describe, expect, it } from 'vitest'
import { createBlockParser } from '@/markdown/blockParser.ts'
import type { Block } from '@/markdown/blocks.ts'
import { blocksHtml } from './toHtml.ts'

const grown = (text: string): string => blocksHtml(createBlockParser().parse(text, true))

describe('a growing text', () => {
  it.each([
    ['**bo', '<p><b>bo</b></p>'],
    ['**bold*', '<p><b>bold</b></p>'],
    ['so **', '<p>so</p>'],
    ['这是**', '<p>这是</p>'],
    ['**甲**，乙：**', '<p><b>甲</b>，乙：</p>'],
    ['**a** b **', '<p><b>a</b> b</p>'],
    ['***both', '<p><i><b>both</b></i></p>'],
    ['~~ol', '<p><s>ol</s></p>'],
    ['see `co', '<p>see <code>co</code></p>'],
    ['see `', '<p>see</p>'],
    ['so [te', '<p>so te</p>'],
    ['a claim[^1] and', '<p>a claim<note 1> and</p>'],
    ['一说[^甲]，二说[^note]。', '<p>一说<note 甲>，二说<note note>。</p>'],
    ['a claim[^', '<p>a claim</p>'],
    ['a claim[', '<p>a claim</p>'],
    ['[^x] and [^a-z]', '<p>[^x] and [^a-z]</p>'],
    ['see [the *guide*][g] and', '<p>see the <i>guide</i> and</p>'],
    ['see [API docs][], ![a logo][l]', '<p>see API docs,</p>'],
    ['as shown [1][2] in', '<p>as shown [1][2] in</p>'],
    ['a[0][1', '<p>a[0][1</p>'],
    ['a[0]', '<p>a[0]</p>'],
    ['2**10 is', '<p>2**10 is</p>'],
    ['so `` `t', '<p>so <code>`t</code></p>'],
    ['用API**加粗', '<p>用API<b>加粗</b></p>'],
    ['[text](https://x', '<p>text</p>'],
    ['$x^2 +', '<p><math open>x^2 +</></p>'],
    ['$5 and', '<p>$5 and</p>'],
    ['$$\n\\frac{a', '<Math open>\\frac{a</>'],
    ['so \\(x', '<p>so <math open>x</></p>'],
    ['so \\', '<p>so</p>'],
    ['so \\(', '<p>so</p>'],
    ['so \\[ ', '<p>so</p>'],
    ['so !', '<p>so</p>'],
    ['Hi!', '<p>Hi!</p>'],
    ['or <https', '<p>or</p>'],
    ['and $y', '<p>and</p>'],
    ['and $y$', '<p>and</p>'],
    ['and $E =', '<p>and</p>'],
    ['- a:\n  $$\n  b = c\n  ', '<list><li>a:<Math open>b = c</></li></list>'],
    ['> $$\n> a\n>', '<q><Math open>a</></q>'],
    ['- **a', '<list><li><b>a</b></li></list>'],
    ['> quoted **a', '<q><p>quoted <b>a</b></p></q>'],
    ['| a | **b', '<tr><td>a<td><b>b</b>'],
    ['5 * 3 and snake_case', '<p>5 * 3 and snake_case</p>'],
  ])('closes what is open: %j', (text, html) => {
    expect(grown(text)).toBe(html)
  })

  it.each([
    ['text\n-', '<p>text</p>'],
    ['text\n==', '<p>text</p>'],
    ['text\n**', '<p>text</p>'],
    ['text\n\n#', '<p>text</p>'],
    ['text\n\n1', '<p>text</p>'],
    ['text\n\n- [', '<p>text</p>'],
    ['text\n\n``', '<p>text</p>'],
    ['text\n\n```ty', '<p>text</p>'],
    ['text\n\n[ref]: https', '<p>text</p>'],
    ['text\n\n[the ref', '<p>text</p>'],
    ['text\n\n[^1]: ', '<p>text</p>'],
    ['text\n\n[^1]: **', '<p>text</p>'],
    ['```ts\ncode\n``', '<pre ts open>code</pre>'],
  ])('waits with a line that may become something else: %j', (text, html) => {
    expect(grown(text)).toBe(html)
  })

  it.each([
    ['| a', '<tr><td>a'],
    ['| a | b |', '<tr><td>a<td>b'],
    ['| a | b |\n', '<tr><td>a<td>b'],
    ['| a | b |\n|--', '<tr><td>a<td>b'],
    ['| a | b |\n|---|--:|\n', '<tr><td>a<td right>b'],
    ['| a | b |\n|---|--:|\n| 1', '<tr><td>a<td right>b<tr><td>1<td right>'],
  ])('shows a table from its first cell on: %j', (text, html) => {
    expect(grown(text)).toBe(html)
  })

  it('leaves the code of an open fence alone', () => {
    expect(grown('```sh\n| a **b $x^2')).toBe('<pre sh open>| a **b $x^2</pre>')
  })

  it('marks the way to the end as open, and nothing when it is whole', () => {
    const openTypes = (blocks: readonly Block[]): string[] =>
      blocks.flatMap((block) => [
        ...(block.isOpen ? [block.type] : []),
        ...('children' in block && block.type === 'quote' ? openTypes(block.children) : []),
      ])
    const parser = createBlockParser()
    expect(openTypes(parser.parse('a\n\n> b\n>\n> c', true))).toEqual(['quote', 'paragraph'])
    expect(openTypes(parser.parse('a\n\n> b\n>\n> c'))).toEqual([])
  })
})

describe('finished blocks', () => {
  it('stay the same objects while the text grows', () => {
    const parser = createBlockParser()
    const start = 'First **paragraph**.\n\n- one\n- two\n\n```ts\ncode\n```\n\nTail'
    const before = parser.parse(start, true)
    const after = parser.parse(`${start} grows\n\nand more`, true)
    expect(after.slice(0, 3).map((block, index) => block === before[index])).toEqual([true, true, true])
    expect(after).toHaveLength(5)
  })

  it('keep the items and rows of a list or table that still grows', () => {
    const parser = createBlockParser()
    const [list] = parser.parse('- one\n- two\n- thr', true)
    const [grownList] = parser.parse('- one\n- two\n- three', true)
    if (list?.type !== 'list' || grownList?.type !== 'list') throw new Error('no list')
    expect(grownList.items.map((item, index) => item === list.items[index])).toEqual([true, true, false])
  })

  it('change when a definition for them arrives, and only those', () => {
    const parser = createBlockParser()
    const text = 'See [it].\n\nUntouched.\n\nTail\n\n'
    const before = parser.parse(text, true)
    const after = parser.parse(`${text}[it]: https://x.y\n`, true)
    expect(blocksHtml(after)).toBe('<p>See <a https://x.y>it</a>.</p><p>Untouched.</p><p>Tail</p>')
    expect(after[1]).toBe(before[1])
  })

  it('are read again at the end, when what they refer to has never come', () => {
    const parser = createBlockParser()
    const text = 'A [text][label] and[^1].\n\nTail'
    const before = parser.parse(text, true)
    expect(blocksHtml(before)).toBe('<p>A text and<note 1>.</p><p>Tail</p>')
    const after = parser.parse(text)
    expect(blocksHtml(after)).toBe('<p>A [text][label] and[^1].</p><p>Tail</p>')
    expect(parser.parse(text, true)).toEqual(before)
  })

  it('are made anew when the text is another', () => {
    const parser = createBlockParser()
    parser.parse('one\n\ntwo\n\nthree', true)
    expect(blocksHtml(parser.parse('two\n\none'))).toBe('<p>two</p><p>one</p>')
  })

  it('keep their keys', () => {
    const parser = createBlockParser()
    const text = 'Title\n===\n\npara\n\n- a\n\n| a |\n|---|\n| 1 |\n\nend'
    const keys = new Map<number, string>()
    for (let end = 1; end <= text.length; end += 1) {
      for (const { key } of parser.parse(text.slice(0, end), true)) keys.set(key, text.slice(key, key + 2))
    }
    expect([...keys.values()]).toEqual(['Ti', 'pa', '- ', '| ', 'en'])
  })
})
