import { expect, it } from 'vitest'
import { toPlainText } from '@/markdown/plainText.ts'

it.each([
  ['# Title\n\nSome **bold** [link](https://x.y) and `code`.', 'Title\n\nSome bold link and code.'],
  ['- a\n- b\n  1. c\n  2. d', '• a\n• b\n  1. c\n  2. d'],
  ['- [ ] a\n- [x] b', '• ☐ a\n• ☑ b'],
  ['9. a\n10. b', '9. a\n10. b'],
  ['```ts\nconst a = 1\n```\n\n> quoted', 'const a = 1\n\nquoted'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a\tb\n1\t2'],
  ['$x^2$ and\n\n$$\ny\n$$', 'x^2 and\n\ny'],
  ['![a cat](https://x.y/c.png)', 'a cat'],
  ['see[^1]\n\n[^1]: note', 'see[1]\n\n[1] note'],
  ['a<br>b &amp; c', 'a\nb & c'],
  ['', ''],
])('turns %j into text', (markdown, text) => {
  expect(toPlainText(markdown)).toBe(text)
})
