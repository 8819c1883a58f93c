import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { h } from 'vue'
import { inlineNodes } from '@/components/markdown/inlineNodes.ts'
import type { Inline } from '@/markdown/blocks.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

const text = (words: string): Inline => ({ type: 'text', text: words })
const tag = (raw: string): Inline => ({ type: 'html', text: raw })
const linkTo = (href: string): Inline => ({ type: 'link', href, title: null, children: [text('words')] })

const htmlOf = (inlines: Inline[], hasCaret = false): string =>
  mount({ render: () => h('p', inlineNodes(inlines, hasCaret)) }).element.innerHTML

describe('links', () => {
  it.each(['https://a.example/b?c#d', 'HTTP://a.example', 'mailto:a@b.example'])('go to %s', (href) => {
    expect(htmlOf([linkTo(href)])).toContain(`href="${href}"`)
  })

  it.each([
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)'],
    ...['\u0001javascript:alert(1)', 'java\tscript:alert(1)', 'javascript\u0000:alert(1)', 'vbscript:x'],
    ...['data:text/html,<script>alert(1)</script>', 'DATA:text/html;base64,PHA+', 'blob:http://a/b'],
    ...['/relative', 'relative', '../up', '#hash', '?query', '//host.example', '', 'file:///etc/passwd'],
    ...['https:alert', 'https://', '\thttps://a.example', 'view-source:https://a.example'],
  ])('are only words for %j', (href) => {
    expect(htmlOf([linkTo(href)])).toBe('words')
  })

  it.each(['https://a.example/\njavascript:alert(1)', 'https://a.example/\tb'])(
    'stay on the host of %j',
    (href) => {
      const element = mount({ render: () => h('p', inlineNodes([linkTo(href)])) }).element
      expect(element.querySelector('a')?.protocol).toBe('https:')
      expect(element.querySelector('a')?.host).toBe('a.example')
    },
  )
})

describe('images', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '/a.png',
    ' data:image/png;base64,AA',
    'java\nscript:x',
  ])('are only words for %j', async (source) => {
    const image: Inline = { type: 'image', source, alt: 'A cat', title: null }
    const shown = await mountWithWords({ render: () => h('p', inlineNodes([image])) })
    expect(shown.element.innerHTML).toBe('<span class="image-text">A cat</span>')
    shown.unmount()
  })
})

describe('raw tags', () => {
  it('are elements where they are simple and closed', () => {
    expect(htmlOf([text('H'), tag('<sub>'), text('2'), tag('</sub>'), text('O')])).toBe('H<sub>2</sub>O')
    expect(htmlOf([tag('<KBD>'), tag('<u>'), text('a'), tag('</u>'), tag('</kbd>')])).toBe(
      '<kbd><u>a</u></kbd>',
    )
  })

  it('are text where they are not', () => {
    expect(htmlOf([text('a '), tag('<sub>'), text('b')])).toBe('a &lt;sub&gt;b')
    expect(htmlOf([tag('<u>'), tag('<sub>'), tag('</u>'), tag('</sub>')])).toBe(
      '&lt;u&gt;<sub>&lt;/u&gt;</sub>',
    )
    expect(htmlOf([tag('</sup>'), tag('<script>'), tag('<sub onclick="x()">')])).toBe(
      '&lt;/sup&gt;&lt;script&gt;&lt;sub onclick="x()"&gt;',
    )
    expect(htmlOf([...Array.from({ length: 10_000 }, () => tag('<sub>'))])).toBe('&lt;sub&gt;'.repeat(10_000))
  })

  it('do not flash where their end may still come', () => {
    expect(htmlOf([text('x'), tag('<sup>'), text('2')], true)).toBe(
      'x<sup>2</sup><span class="caret" aria-hidden="true"></span>',
    )
  })
})
