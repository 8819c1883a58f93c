import { expect, it } from 'vitest'
import { toHtml } from './toHtml.ts'

// Cases of the markdown-cjk-friendly specification.
it.each([
  ['**이 용어(This term)**를', '<b>이 용어(This term)</b>를'],
  ['**스크립트(script)**라고', '<b>스크립트(script)</b>라고'],
  ['**안녕(hello)**하세요.', '<b>안녕(hello)</b>하세요.'],
  ['**(k)**ᄏ', '<b>(k)</b>ᄏ'],
  ['실행하려면 **`npm publish`**를', '실행하려면 <b><code>npm publish</code></b>를'],
  ['我可以强调**这个`code`**吗', '我可以强调<b>这个<code>code</code></b>吗'],
  ['**この文を強調できますか(Can I?)?**残念', '<b>この文を強調できますか(Can I?)?</b>残念'],
  ['__注意__：注意事項', '<b>注意</b>：注意事項'],
  ['注意：__注意事項__', '注意：<b>注意事項</b>'],
  ['正體字。\uFE01_Traditional._', '正體字。\uFE01<i>Traditional.</i>'],
  ['a**〰\uFE0Ea**a', 'a<b>〰\uFE0Ea</b>a'],
  ['a~~a()~~あ', 'a<s>a()</s>あ'],
  ['あ~~()a~~a', 'あ<s>()a</s>a'],
  ['𩸽~~()a~~a', '𩸽<s>()a</s>a'],
  ['葛\u{E0100}~~()a~~a', '葛\u{E0100}<s>()a</s>a'],
  ['羽\uFE00~~()a~~a', '羽\uFE00<s>()a</s>a'],
  ['他说**“你好”**了', '他说<b>“你好”</b>了'],
  ['**“\uFE01a”\uFE01**b', '<b>“\uFE01a”\uFE01</b>b'],
  ['snake_中文_case', 'snake_中文_case'],
  ['a**(b)**c', 'a**(b)**c'],
  ['안녕\n하세요', '안녕\n하세요'],
  ['**你好**\n世界', '<b>你好</b>世界'],
])('reads %j', (markdown, html) => {
  expect(toHtml(markdown)).toBe(`<p>${html}</p>`)
})
