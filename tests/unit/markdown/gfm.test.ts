import { expect, it } from 'vitest'
import { toHtml } from './toHtml.ts'

it.each([
  ['text\n| a | b |\n|---|---|\n| 1 |', '<p>text</p><tr><td>a<td>b<tr><td>1<td>'],
  ['| a | b |\n|---|\n', '<p>| a | b |\n|---|</p>'],
  ['| a |\n|---|\n| 1 | 2 |\n> q', '<tr><td>a<tr><td>1<q><p>q</p></q>'],
  ['a | b\n-|:-:\n1 | `x\\|y`', '<tr><td>a<td center>b<tr><td>1<td center><code>x|y</code>'],
  ['a\n:-', '<p>a\n:-</p>'],
  ['- | a |\n  |---|\n  | 1 |', '<list><li><tr><td>a<tr><td>1</li></list>'],
])('reads the table %j', (markdown, html) => {
  expect(toHtml(markdown)).toBe(html)
})

it.each([
  ['- [ ] a\n- [X] b\n- [] c', '<list><li todo>a</li><li done>b</li><li>[] c</li></list>'],
  ['- [ ]\n', '<list><li>[ ]</li></list>'],
  ['1. [x] a\n\n   b', '<list 1><li done><p>a</p><p>b</p></li></list>'],
  ['- a [ ] b', '<list><li>a [ ] b</li></list>'],
])('reads the tasks %j', (markdown, html) => {
  expect(toHtml(markdown)).toBe(html)
})

it.each([
  ['~~a~~ and ~b~ and ~~~c~~~', '<s>a</s> and ~b~ and ~~~c~~~'],
  ['~~a **b** c~~', '<s>a <b>b</b> c</s>'],
  [
    'www.x.y/a_(b)) or (https://x.y?a=1&b;)',
    '<a http://www.x.y/a_(b)>www.x.y/a_(b)</a>) or (<a https://x.y?a=1>https://x.y?a=1</a>&b;)',
  ],
  ['**https://x.y**', '<b><a https://x.y>https://x.y</a></b>'],
  ['[https://x.y](https://z.w)', '<a https://z.w>https://x.y</a>'],
  ['`https://x.y` xhttps://x.y', '<code>https://x.y</code> xhttps://x.y'],
  ['a.b+c@x-y.zz. and a@b', '<a mailto:a.b+c@x-y.zz>a.b+c@x-y.zz</a>. and a@b'],
  ['http://a_b.c_d', 'http://a_b.c_d'],
])('reads %j', (markdown, html) => {
  expect(toHtml(markdown)).toBe(`<p>${html}</p>`)
})

it.each([
  [
    'a[^x] b[^X]\n\n[^x]: one\n\n    - two',
    '<p>a<note x> b<note X></p><footnote x><p>one</p><list><li>two</li></list></footnote>',
  ],
  ['![^1]\n\n[^1]: n', '<p>!<note 1></p><footnote 1><p>n</p></footnote>'],
  ['[a] [b]\n\n[a]: /1\n[A]: /2\n[b]: <x y> (t)', '<p><a /1>a</a> <a x%20y "t">b</a></p>'],
  ['see [^1](x)', '<p>see <a x>^1</a></p>'],
])('reads the definitions %j', (markdown, html) => {
  expect(toHtml(markdown)).toBe(html)
})
