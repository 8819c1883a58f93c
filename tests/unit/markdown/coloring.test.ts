import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ColorAnswer, ColorRequest } from '@/markdown/codeColors.ts'
import { createColorist } from '@/markdown/colorist.ts'

const request = (from: number, texts: string[], isLast = false): ColorRequest => ({
  ...{ block: 1, language: 'typescript', from, texts, isLast },
})

/** The words that have a color, of each chunk. */
function words(texts: string[], answer: ColorAnswer): string[][] {
  if (typeof answer === 'string') throw new Error(answer)
  return answer.map((colors, chunk) => {
    let at = 0
    const found: string[] = []
    for (let index = 0; index < colors.length; index += 2) {
      const end = at + (colors[index] ?? 0)
      if (colors[index + 1] !== 0) found.push((texts[chunk] ?? '').slice(at, end).trim())
      at = end
    }
    return found
  })
}

it('goes on from chunk to chunk, and colors one again that has grown', async () => {
  const { color } = createColorist()
  const first = ['/* a\n', 'b */ const c']
  expect(words(first, await color(request(0, first)))).toEqual([['/* a'], []])
  const grown = ['b */ const c = 1\n', 'let d']
  expect(words(grown, await color(request(1, grown)))[0]).toEqual(['b */', 'const', '=', '1'])
  expect(words(grown, await color(request(1, grown, true)))[1]).toContain('let')
})

it('leaves a line plain that a cut goes through, and knows what comes after it', async () => {
  const { color } = createColorist()
  const texts = ['let a\nlet b = "', 'still the line', 'the same"\nlet c\n']
  expect(words(texts, await color(request(0, texts, true)))).toEqual([['let'], [], ['let']])
})

it('says what it cannot do', async () => {
  const { color, forget } = createColorist()
  await color(request(0, ['let a\n']))
  forget(1)
  expect(await color(request(1, ['let b\n']))).toBe('lost')
  expect(await color({ ...request(0, ['x']), language: 'klingon' })).toBe('no-grammar')
})

class BrokenWorker extends EventTarget {
  postMessage(): void {
    queueMicrotask(() => this.dispatchEvent(new Event('error')))
  }
  terminate(): void {}
}

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllGlobals())

it.each([
  ['breaks down', BrokenWorker],
  [
    'is forbidden',
    vi.fn(() => {
      throw new Error('no')
    }),
  ],
])('goes on in the page where the worker %s', async (_, worker) => {
  vi.stubGlobal('Worker', worker)
  const { openColoring } = await import('@/markdown/coloring.ts')
  const coloring = openColoring()
  const texts = ['const a = 1\n', 'const b = 2\n']
  expect(await coloring.color(request(0, texts))).toBe('lost')
  expect(words(texts, await coloring.color(request(0, texts)))[0]).toContain('const')
  expect(words(texts, await coloring.color(request(1, texts.slice(1))))[0]).toContain('const')
  coloring.close()
})
