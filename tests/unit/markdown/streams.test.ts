import { readdirSync, readFileSync } from 'node:fs'
import { text as spec } from 'commonmark-spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBlockParser, parseBlocks } from '@/markdown/blockParser.ts'
import type { Block } from '@/markdown/blocks.ts'

const readmes = readdirSync('node_modules')
  .filter((name) => /^[a-d]/.test(name))
  .flatMap((name) => {
    try {
      return [readFileSync(`node_modules/${name}/README.md`, 'utf8')]
    } catch {
      return []
    }
  })
  .filter(({ length }) => length > 500 && length < 20_000)
  .slice(0, 24)
const chinese = `# 关于**流式**渲染

**你好。**再见，他说**“你好”**了。见https://example.com/a，然后。
第二行接着写。价格从$5到$6，其中$x_1$。

| 名称 | 价格 |
|:--|--:|
| 甲 | \`¥5\` |

1. 第一[^注]
   - [x] 完成
2. 第二

$$
E = mc^2
$$

[^注]: 注释**在此**。\r\n> 引用\r\n`.repeat(3)
/** A stretch of each real document, long enough for what is in it to begin and end. */
const stretches = fc
  .tuple(fc.constantFrom(...readmes, spec, chinese), fc.nat(), fc.integer({ min: 20, max: 1_500 }))
  .map(([text, from, length]) => text.slice(from % text.length, (from % text.length) + length))
const steps = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 })

function* arrivals(text: string, sizes: number[]): Generator<string> {
  for (let end = 0, step = 0; end < text.length; step += 1) {
    yield text.slice(0, end)
    end += sizes[step % sizes.length] ?? 1
  }
  yield text
}

describe('real documents', () => {
  it('are there', () => {
    expect(readmes.length).toBeGreaterThan(10)
  })

  it('read at every step as a whole parse reads them', () => {
    fc.assert(
      fc.property(stretches, steps, (text, sizes) => {
        const parser = createBlockParser()
        for (const prefix of arrivals(text, sizes)) expect(parser.parse(prefix)).toEqual(parseBlocks(prefix))
      }),
      { numRuns: 60 },
    )
  })

  it('end as a whole parse reads them, shown as growing or not on the way', () => {
    fc.assert(
      fc.property(stretches, steps, fc.array(fc.boolean(), { minLength: 1 }), (text, sizes, modes) => {
        const parser = createBlockParser()
        let step = 0
        for (const prefix of arrivals(text, sizes)) parser.parse(prefix, modes[step++ % modes.length])
        expect(parser.parse(text)).toEqual(parseBlocks(text))
      }),
      { numRuns: 150 },
    )
  })

  it('split at every point', () => {
    const text = chinese.slice(0, chinese.length / 3)
    const parser = createBlockParser()
    for (let end = 0; end <= text.length; end += 1)
      expect(parser.parse(text.slice(0, end))).toEqual(parseBlocks(text.slice(0, end)))
  })

  it('keep the blocks that are finished, and all of them when nothing has changed', () => {
    fc.assert(
      fc.property(stretches, steps, (text, sizes) => {
        const parser = createBlockParser()
        let before: readonly Block[] = []
        for (const prefix of arrivals(text.replace(/[[\]]/g, ''), sizes)) {
          const blocks = parser.parse(prefix, true)
          const changed = before.slice(0, -2).filter((block, index) => block !== blocks[index])
          expect(changed).toEqual([])
          expect(parser.parse(prefix, true)).toBe(blocks)
          before = blocks
        }
      }),
      { numRuns: 80 },
    )
  })
})
