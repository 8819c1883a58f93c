// @vitest-environment jsdom
import { tests } from 'commonmark-spec'
import { describe, expect, it } from 'vitest'
import { specHtml } from './specHtml.ts'

/** What we read otherwise on purpose, by the number of the example, with the reason. */
const DEVIATIONS: Record<number, string> = {
  12: 'GFM and models: what stands between \\[ and \\] may be maths',
  602: 'GFM: a bare address is a link',
  608: 'GFM: a bare address is a link',
  611: 'GFM: a bare address is a link',
  612: 'GFM: a bare address is a link',
}

/** An item's first block may stand on the line of `<li>` or on the next; HTML does not care. */
const settle = (html: string): string => html.replace(/<li>\n/g, '<li>').replace(/\n<\/li>/g, '</li>')

/** The specification shows tabs as arrows. */
const tabs = (text: string): string => text.replaceAll('→', '\t')

describe('the examples of the CommonMark specification', () => {
  it('are all there', () => {
    expect(tests.length).toBeGreaterThan(640)
  })

  it.each(tests.filter(({ number }) => DEVIATIONS[number] === undefined))(
    '$section $number: $markdown',
    ({ markdown, html }) => {
      expect(settle(specHtml(tabs(markdown)))).toBe(settle(tabs(html)))
    },
  )
})
