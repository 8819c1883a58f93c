import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBlockParser, parseBlocks } from '@/markdown/blockParser.ts'

/** Pieces that open, close, continue or reinterpret what is around them. */
const PIECES = [
  ...[
    '\n',
    '\n\n',
    '\n\n\n',
    ' ',
    '  ',
    '    ',
    '\t',
    '\r\n',
    '\\',
    'a',
    'word',
    '1',
    '2',
    '你好',
    '。',
    '🙂',
  ],
  ...[
    '# ',
    '## h',
    '#',
    '- ',
    '* ',
    '+ x',
    '1. ',
    '2) ',
    '- [ ] ',
    '- [x] done',
    '> ',
    '>> ',
    '---',
    '***',
    '===',
  ],
  ...[
    '```',
    '```ts\n',
    '~~~',
    '`',
    '``',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '~',
    '**bold**',
    '*em*',
    '**你好。**再见',
  ],
  ...[
    '| a | b |',
    '|---|---|',
    '\n| a | b |\n|---|--:|\n| 1 | 2 |\n',
    '|',
    '<div>',
    '</div>',
    '<br>',
    '<!--',
    '-->',
  ],
  ...[
    '[a]',
    '[a](http://x.y)',
    '[a]: http://x.y',
    '\n[a]: http://z.w "t"\n',
    '[^1]',
    '\n[^1]: note\n',
    '[^1]: ',
  ],
  ...[
    '![i](http://x.y/i.png)',
    'http://x.y/z',
    '&amp;',
    '&',
    '$',
    '$$',
    '$x$',
    '\n$$\nx\n$$\n',
    '\\(',
    '\\)',
    '\\[',
  ],
  ...[
    '\\]',
    '<a href="x">',
    '<script>',
    '</script>',
    ':-',
    '- a\n\n  b\n',
    '1. a\n   - b\n',
    '\n\n    code\n',
  ],
]
const documents = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 6 })), {
    minLength: 3,
    maxLength: 24,
    size: 'max',
  })
  .map((pieces) => pieces.join(''))

/** The text as it arrives: every length up to the whole, now and then several characters at once. */
const arrivals = fc.tuple(
  documents,
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
)
function* prefixes([text, steps]: [string, number[]]): Generator<string> {
  for (let end = 0, step = 0; end < text.length; step += 1) {
    yield text.slice(0, end)
    end += steps[step % steps.length] ?? 1
  }
  yield text
}

describe('createBlockParser', () => {
  it('gives at every step what a parse of the whole text gives', () => {
    fc.assert(
      fc.property(arrivals, (arrival) => {
        const parser = createBlockParser()
        for (const prefix of prefixes(arrival)) expect(parser.parse(prefix)).toEqual(parseBlocks(prefix))
      }),
      { numRuns: 400 },
    )
  })

  it('ends a stream with what a parse of the whole text gives', () => {
    fc.assert(
      fc.property(arrivals, (arrival) => {
        const parser = createBlockParser()
        for (const prefix of prefixes(arrival)) parser.parse(prefix, true)
        expect(parser.parse(arrival[0])).toEqual(parseBlocks(arrival[0]))
      }),
      { numRuns: 800 },
    )
  })
})
