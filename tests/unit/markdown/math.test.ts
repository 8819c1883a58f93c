import { describe, expect, it } from 'vitest'
import { toHtml } from './toHtml.ts'

const m = (tex: string): string => `<math>${tex}</>`
const M = (tex: string): string => `<Math>${tex}</>`

describe('maths', () => {
  it.each([
    ['$x$', m('x')],
    ['$x^2 + y_1$, then $\\frac{a}{b}$.', `${m('x^2 + y_1')}, then ${m('\\frac{a}{b}')}.`],
    ['$a*b*c$ and *em $d*e$ em*', `${m('a*b*c')} and <i>em ${m('d*e')} em</i>`],
    ['**so $x$**', `<b>so ${m('x')}</b>`],
    ['the $n$th, $k$-th and $2n$ of $10$', `the ${m('n')}th, ${m('k')}-th and ${m('2n')} of ${m('10')}`],
    ['当$x>0$时，$f(x)=1$。', `当${m('x>0')}时，${m('f(x)=1')}。`],
    ['$5x + 3 = 8$', m('5x + 3 = 8')],
    ['$\\$5$', m('\\$5')],
    ['\\(x\\) and \\( y \\)', `${m('x')} and ${m('y')}`],
    ['so \\[ E = mc^2 \\] holds', `so ${M('E = mc^2')} holds`],
    ['so $$E = mc^2$$ holds', `so ${M('E = mc^2')} holds`],
    ['| a |\n|---|\n| $x$ |', `<tr><td>a<tr><td>${m('x')}`],
  ])('reads %j', (markdown, html) => {
    expect(toHtml(markdown).replace(/^<p>|<\/p>$/g, '')).toBe(html)
  })

  it.each([
    ['$$\n\\int_0^1 x\n$$', M('\\int_0^1 x')],
    ['\\[\nx = 1\n\\]', M('x = 1')],
    ['$$x$$', M('x')],
    ['As\n$$\na\n= b\n- c\n$$\nshows', `<p>As</p>${M('a\n= b\n- c')}<p>shows</p>`],
    ['- so\n  $$\n  x\n  $$', `<list><li>so${M('x')}</li></list>`],
    ['$$\nx\n\ny\n$$', '<p>$$\nx</p><p>y\n$$</p>'],
  ])('reads a formula on lines of its own: %j', (markdown, html) => {
    expect(toHtml(markdown)).toBe(html)
  })

  it.each([
    '$5–$10',
    'costs $5 and $6',
    'from $5 to 10$ or so',
    '$20k, or 30k$',
    '$5',
    '$1,000.50 (was $1,200)',
    'US$5, HK$6 and A$7',
    '$HOME:$PATH',
    'echo $HOME and $USER',
    '$HOME/$USER/$1',
    "awk '{print $1}' and $NF",
    'kill $$; echo $$',
    '$foo = $bar;',
    '$ npm start, then $ npm test',
    '价格从$5到$6',
    '价格$5到6元$',
    '$100 的 20% 是 $20',
    '$',
    '$$',
    'a $ b $ c',
  ])('leaves money and shell text alone: %j', (text) => {
    expect(toHtml(text)).toBe(`<p>${text}</p>`)
  })

  it.each([
    ['**$4**', '<b>$4</b>'],
    ['**$4** to **$5**', '<b>$4</b> to <b>$5</b>'],
    ['\\$x\\$', '$x$'],
    ['\\[1\\] and \\[a note\\]', '[1] and [a note]'],
    ['\\\\(x)', '\\(x)'],
    ['`$x$` and `\\(y\\)`', '<code>$x$</code> and <code>\\(y\\)</code>'],
    ['$a `b$ c` d$', '$a <code>b$ c</code> d$'],
  ])('leaves marks that mean something else: %j', (markdown, html) => {
    expect(toHtml(markdown)).toBe(`<p>${html}</p>`)
  })
})
