import { describe, expect, it } from 'vitest'
import { createBlockParser } from '@/markdown/blockParser.ts'
import { blocksHtml, toHtml } from './toHtml.ts'

describe('parseBlocks', () => {
  it.each([
    ['# One\n## Two ##\n###### Six', '<h1>One</h1><h2>Two</h2><h6>Six</h6>'],
    ['#hash is text', '<p>#hash is text</p>'],
    ['Over\n===\n\nUnder\n---', '<h1>Over</h1><h2>Under</h2>'],
    ['one\ntwo\n\nthree', '<p>one\ntwo</p><p>three</p>'],
    ['hard  \nbreak and\\\nanother', '<p>hard<br>break and<br>another</p>'],
    [
      '*em* _em_ **b** __b__ ***both*** ~~s~~',
      '<p><i>em</i> <i>em</i> <b>b</b> <b>b</b> <i><b>both</b></i> <s>s</s></p>',
    ],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['\\*not em\\* \\# \\`', '<p>*not em* # `</p>'],
    ['`` a`b `` and `<b>&amp;`', '<p><code>a`b</code> and <code><b>&amp;</code></p>'],
    ['- a\n- b\n  - c\n- d', '<list><li>a</li><li>b<list><li>c</li></list></li><li>d</li></list>'],
    ['- a\n\n- b', '<list><li><p>a</p></li><li><p>b</p></li></list>'],
    ['3. x\n4. y', '<list 3><li>x</li><li>y</li></list>'],
    ['* a\n\n\n* b\n+ c', '<list><li><p>a</p></li><li><p>b</p></li></list><list><li>c</li></list>'],
    ['- [ ] todo\n- [x] done', '<list><li todo>todo</li><li done>done</li></list>'],
    [
      '1. a\n\n   ```js\n   x\n   ```\n2. b',
      '<list 1><li><p>a</p><pre js>x</pre></li><li><p>b</p></li></list>',
    ],
    ['> a\n> b\n>\n> - c\nlazy', '<q><p>a\nb</p><list><li>c\nlazy</li></list></q>'],
    ['> > deep', '<q><q><p>deep</p></q></q>'],
    ['---\n\n* * *', '<hr><hr>'],
    ['```ts {1,2}\nconst a = 1\n```', '<pre ts>const a = 1</pre>'],
    ['~~~\n```\n~~~', '<pre>```</pre>'],
    ['````md\n```\nx\n```\n````', '<pre md>```\nx\n```</pre>'],
    ['```\nunclosed\n\n# still code', '<pre open>unclosed\n\n# still code</pre>'],
    ['    indented\n      more', '<pre>indented\n  more</pre>'],
    [
      '| a | b |\n|---|--:|\n| 1 | 2 |\n| x \\| y | `p|q` |',
      '<tr><td>a<td right>b<tr><td>1<td right>2<tr><td>x | y<td right>`p',
    ],
    ['|a|\n|-|\n|1<br>2|\n\nafter', '<tr><td>a<tr><td>1<br>2<p>after</p>'],
    [
      '[t](http://x.y "T") <https://x.y> https://x.y/a_b.',
      '<p><a http://x.y "T">t</a> <a https://x.y>https://x.y</a> <a https://x.y/a_b>https://x.y/a_b</a>.</p>',
    ],
    ['www.x.y and a@x.yz', '<p><a http://www.x.y>www.x.y</a> and <a mailto:a@x.yz>a@x.yz</a></p>'],
    ['[r] and [r][R]\n\n[r]: https://x.y', '<p><a https://x.y>r</a> and <a https://x.y>r</a></p>'],
    // Addresses are as written; where links are made it is decided which may be gone to.
    ['[b](/local) [c](#x)', '<p><a /local>b</a> <a #x>c</a></p>'],
    ['![alt](https://x.y/i.png)', '<p><img https://x.y/i.png alt></p>'],
    [
      'a [^1] b[^none]\n\n[^1]: The *note*.',
      '<p>a <note 1> b[^none]</p><footnote 1><p>The <i>note</i>.</p></footnote>',
    ],
    [
      '[^1]\n\n[^1]: one\n    more\n[^2]: two',
      '<p><note 1></p><footnote 1><p>one\nmore</p></footnote><footnote 2><p>two</p></footnote>',
    ],
    ['<div onclick="x()">\nhi\n</div>', '<html><div onclick="x()">\nhi\n</div></html>'],
    ['a <b onclick="x()">c</b> <script>d</script>', '<p>a <b onclick="x()">c</b> <script>d</script></p>'],
    ['a<br>b<br/>c<BR />d', '<p>a<br>b<br>c<br>d</p>'],
    ['List<string> and a < b', '<p>List<string> and a < b</p>'],
    ['&amp;lt; &lt;b&gt; &#8212;&#x1F600; &nosuch; AT&T', '<p>&lt; <b> —😀 &nosuch; AT&T</p>'],
    ['[x](https://a.b?c=1&amp;d=2)', '<p><a https://a.b?c=1&d=2>x</a></p>'],
    ['a\r\nb\rc', '<p>a\nb\nc</p>'],
    ['', ''],
    [' \n\n\t', ''],
  ])('reads %j', (markdown, html) => {
    expect(toHtml(markdown)).toBe(html)
  })

  it.each([
    ['**你好。**再见', '<b>你好。</b>再见'],
    ['他说**“你好”**了', '他说<b>“你好”</b>了'],
    ['**注意：**请看**（重要）**部分', '<b>注意：</b>请看<b>（重要）</b>部分'],
    ['**你好**。**再见**', '<b>你好</b>。<b>再见</b>'],
    ['これは**「強調」**です', 'これは<b>「強調」</b>です'],
    ['~~错了。~~对了', '<s>错了。</s>对了'],
    ['约3~5天，6~8元', '约3~5天，6~8元'],
    ['见https://example.com/a，然后', '见<a https://example.com/a>https://example.com/a</a>，然后'],
    ['（https://example.com）。', '（<a https://example.com>https://example.com</a>）。'],
    ['第一行\n第二行', '第一行第二行'],
    ['中文\nEnglish', '中文\nEnglish'],
  ])('reads Chinese and Japanese as meant: %j', (markdown, html) => {
    expect(toHtml(markdown)).toBe(`<p>${html}</p>`)
  })

  it.each([
    ['quotes', 5_000, '> '],
    ['quotes that fit the stack', 200, '> '],
    ['lists', 300, '- '],
    ['brackets', 10_000, '['],
    ['emphasis', 5_000, '*a _b '],
    ['emphasis that closes nothing', 20_000, '*a_'],
    ['strikethrough that closes nothing', 20_000, '.~~a'],
    ['open links', 5_000, '[a]('],
    ['maths', 5_000, '\\(a $b '],
  ])('gets through nested %s', (_name, count, mark) => {
    const text = `${mark.repeat(count)}end`
    const parser = createBlockParser()
    expect(parser.parse(text, true).length).toBeGreaterThan(0)
    const html = blocksHtml(parser.parse(text))
    expect(html.includes('end')).toBe(true)
    expect(html.split('<q>').length).toBeLessThan(50)
  })
})
