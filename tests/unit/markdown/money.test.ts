import { expect, it } from 'vitest'
import { createBlockParser } from '@/markdown/blockParser.ts'
import type { Block, Inline } from '@/markdown/blocks.ts'
import { blocksHtml, toHtml } from './toHtml.ts'

const hasMath = (blocks: readonly Block[]): boolean => /<[Mm]ath/.test(blocksHtml(blocks))

const NOT_MATHS = [
  '$5–$10',
  '$5-$10',
  '**$4**',
  '**$4** or **$5**',
  '*$4* to *$5*',
  '$HOME:$PATH',
  'US$5 and US$6',
  '$20k 到 $30k',
  '$1,000.00',
  '$1,000.00 and $2,000.00',
  'echo $PATH $HOME',
  '${x} and ${y}',
  '${x}${y}',
  'a$b$c',
  '\\$5',
  '\\$5 and \\$6',
  'between $5 and $6',
  'from $5 to $6, or $7',
  '($5)/($6)',
  '$5/month, $6/year',
  '$5, $6, $7',
  '$5. Then $6.',
  '$5M and $6B',
  '$0.50 vs $0.75',
  '¥5 和 $6 和 $7',
  '价格是$5，不是$6',
  '约$5到$6之间',
  '$100 的 20% 是 $20',
  'HK$5、NT$6、A$7',
  '$USER@$HOST',
  '$HOME/bin:$HOME/.local/bin',
  '$1 $2 $3',
  '$@ and $# and $?',
  '$$',
  'kill -9 $$',
  '$_ and $0',
  '$(date) and $(pwd)',
  '$foo = $bar + $baz;',
  "'$a' and '$b'",
  'cost: $ 5 and $ 6',
  '5$ and 6$',
  '`$x$`',
  '`$5` and `$6`',
  '| a |\n|---|\n| $5 and $6 |',
  '| $5 | $6 |\n|---|---|\n| $7 | $8 |',
  '[costs $5](https://x.y/a) and [costs $6](https://x.y/b)',
  '[a](https://x.y/?q=$a$) b',
  'https://x.y/$a/$b',
  '```\n$x$ and $$y$$\n```',
  '    $x^2$',
  '- $5\n- $6',
  '> $5 and $6',
  '# $5 or $6',
  '$5 (or 6$)',
]
const MATHS = [
  '$x$',
  '$n$th',
  '$x_1$,$y$',
  '($x$)',
  '**$x^2$**',
  '$a$ and $b$',
  '$2^n$ costs $5',
  '其中$x_1$和$x_2$',
  '$\\$5$',
  '$10^{-3}$',
  '$f(x)=1$。',
  '\\(5\\)',
  '\\[ x \\]',
  '$$x + y$$',
  '| a |\n|---|\n| $x^2$ |',
  '- $x$',
  '> $$\n> x\n> $$',
  '[$x$](https://x.y)',
  '# $E=mc^2$',
]

it.each(NOT_MATHS)('leaves money and shell text alone, whole and as it arrives: %j', (text) => {
  expect(toHtml(text)).not.toMatch(/<[Mm]ath/)
  const parser = createBlockParser()
  for (let end = 1; end <= text.length; end += 1)
    expect(hasMath(parser.parse(text.slice(0, end), true))).toBe(false)
})

it.each(MATHS)('reads maths: %j', (text) => {
  expect(toHtml(text)).toMatch(/<[Mm]ath/)
})

it('shows no money as maths while it arrives', () => {
  const inlines: Inline[] = []
  const text = 'It costs $5 to $10, or US$6; run `echo $HOME` and $HOME:$PATH, then ${a} and ${b}.'
  const parser = createBlockParser()
  for (let end = 1; end <= text.length; end += 1) {
    for (const block of parser.parse(text.slice(0, end), true))
      if (block.type === 'paragraph') inlines.push(...block.children)
  }
  expect(inlines.length).toBeGreaterThan(50)
  expect(inlines.filter(({ type }) => type === 'math')).toEqual([])
})
