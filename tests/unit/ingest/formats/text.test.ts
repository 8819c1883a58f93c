import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, outlineOf, refusalOf } from '../../../support/readBlocks.ts'

const MEBIBYTE = 1024 ** 2

const bytes = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16))

describe('plain text', () => {
  it('has paragraphs between empty lines, with any line ends', async () => {
    expect(await outlineOf('a.txt', '\n a\r\nb\r\n \t\r\nc\rd\n\n\n')).toEqual([
      'paragraph:  a\nb',
      'paragraph: c\nd',
    ])
  })

  it('is read in UTF-16 and GB18030, without its byte order mark', async () => {
    expect(await outlineOf('a.txt', bytes('ff fe 25 66 29 59'))).toEqual(['paragraph: 春天'])
    expect(await outlineOf('a.txt', bytes('b4 ba cc ec'))).toEqual(['paragraph: 春天'])
    expect(await outlineOf('a.txt', '\ufeff春天')).toEqual(['paragraph: 春天'])
  })

  it('is whole where the pieces of a large file end', async () => {
    const ends = fc.constantFrom('春', '🌱', '\r\n', '\n\n', '\r', 'a')
    await fc.assert(
      fc.asyncProperty(
        fc.array(ends, { maxLength: 12 }),
        fc.integer({ min: 0, max: 8 }),
        async (signs, before) => {
          const lines = 'long line\n'.repeat(Math.floor((MEBIBYTE - 20) / 10))
          const text = `${lines}${'x'.repeat(MEBIBYTE - lines.length - before)}${signs.join('')}!`
          const read = (await blocksOf('a.txt', text)).map((block) => block.text).join('\n')
          const kept = text.split(/\r\n|\n|\r/).filter((line) => line !== '')
          expect(read.split('\n')).toEqual(kept)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('is cut where it has neither lines nor paragraphs, between words and never within a character', async () => {
    const words = await blocksOf('a.txt', 'some words. '.repeat(20_000))
    expect(words.every(({ text }) => text.length <= 20_000 && /^ ?some.*\.\s*$/.test(text))).toBe(true)
    const signs = (await blocksOf('a.txt', `a${'🌱'.repeat(30_000)}`)).map(({ text }) => text)
    expect(signs.every((text) => text.length <= 20_000 && text.isWellFormed())).toBe(true)
    expect(signs.join('').replaceAll('\n', '')).toBe(`a${'🌱'.repeat(30_000)}`)
  })

  it('is read a piece at a time', async () => {
    const blob = new Blob(['paragraph\n\n'.repeat(500_000)])
    const lengths: number[] = []
    const slice = blob.slice.bind(blob)
    blob.slice = (start = 0, end = blob.size) => {
      lengths.push(end - start)
      return slice(start, end)
    }
    blob.arrayBuffer = () => Promise.reject(new Error('It was read as a whole.'))
    const { readBlocks } = await import('@/ingest/readBlocks.ts')
    const progress: number[] = []
    for await (const read of readBlocks({ filename: 'a.txt', blob }, new AbortController().signal))
      progress.push(read.progress)
    expect(Math.max(...lengths)).toBe(MEBIBYTE)
    expect(progress).toHaveLength(500_000)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(1)
  })

  it('stops when told to', async () => {
    const { readBlocks } = await import('@/ingest/readBlocks.ts')
    const controller = new AbortController()
    const reading = readBlocks({ filename: 'a.txt', blob: new Blob(['a\n\nb\n\nc']) }, controller.signal)
    expect((await reading.next()).value?.block.text).toBe('a')
    controller.abort(new Error('stopped'))
    await expect(reading.next()).rejects.toThrow('stopped')
  })

  it('must have some text, in an encoding that is read', async () => {
    expect(await refusalOf('a.txt', '')).toBe('invalid_file: This file is empty.')
    expect(await refusalOf('a.txt', ' \n\n')).toBe('invalid_file: This file has no text.')
    expect(await refusalOf('a.txt', bytes('63 61 66 e9'))).toMatch(/^invalid_file: This is not text in UTF-8/)
    expect(await refusalOf('a.pdf', bytes('00 01 02 ff'))).toMatch(
      /^invalid_file: This file is damaged.* PDF file/,
    )
    expect(await refusalOf('a.pkl', bytes('80 04 95 00'))).toMatch(/^unsupported_file: /)
  })
})

describe('LaTeX', () => {
  it('has sections', async () => {
    expect(await outlineOf('a.tex', '\\section{One}\ntext\n\\subsection*{Two}\n\nmore')).toEqual([
      'One > heading: One',
      'One > paragraph: text',
      'One > Two > heading: Two',
      'One > Two > paragraph: more',
    ])
  })
})

describe('source code', () => {
  it.each([
    [
      'a.ts',
      'import a from "a"\n\n/** Adds. */\nexport async function add() {\n  a()\n\n  b()\n}\n\nconst run = () => {\n}',
      ['', 'add', 'run'],
    ],
    ['a.py', '# hi\n\n@cached\ndef f(x):\n    a\n\n    b\n\nclass C(B):\n    pass\n', ['', 'f', 'C']],
    ['a.go', 'package a\n\nfunc (s *S) Get() {\n}\n\ntype T struct {\n}\n', ['', 'Get', 'T']],
    [
      'a.c',
      '#include <a.h>\n\nint main(int argc)\n{\n\n  return 0;\n\n}\n\nstatic char *f(void) {\n}',
      ['', 'main', 'f'],
    ],
    ['a.rs', 'pub(crate) fn one() {}\n\nimpl Two {\n    fn a() {}\n}', ['one', 'Two']],
    ['a.sh', 'set -e\n\nbuild() {\n  true\n}\n', ['', 'build']],
  ])('is cut between definitions: %s', async (name, code, names) => {
    const blocks = await blocksOf(name, code)
    expect(blocks.map(({ headings }) => headings.join(' > '))).toEqual(names)
    expect(blocks.map(({ text }) => text).join('\n\n')).toBe(code.trimEnd())
  })

  it('is cut within long definitions', async () => {
    const body = '  doSomething()\n\n'.repeat(1000)
    const blocks = await blocksOf('a.js', `function long() {\n${body}}\n`)
    expect(blocks.length).toBeGreaterThan(5)
    expect(new Set(blocks.map(({ headings }) => headings.join()))).toEqual(new Set(['long']))
  })
})
