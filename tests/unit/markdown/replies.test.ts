import { expect, it } from 'vitest'
import { createBlockParser, parseBlocks } from '@/markdown/blockParser.ts'
import { replies } from './replies.ts'

/** Every text that a reader sees of the blocks, in order, without spaces. */
function seen(value: unknown): string {
  if (Array.isArray(value)) return value.map(seen).join('')
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([name, part]: [string, unknown]) => {
      const isText = ['text', 'tex', 'chunks', 'alt'].includes(name)
      return isText ? String(part).replace(/\s/g, '') : seen(part)
    })
    .join('')
}

/** What cannot be known before it is over: the text that the reply has by then, and what it gives up. */
const GUESSES: Record<string, readonly string[]> = {
  tasks: ['- [ref] i', 'x "Title"\n'],
  refs: ['[guide] a', "'The Guide'\n", '[api docs]:'],
  math: ['\\end{aligned}$$'],
  prose: ['*args.\n\nS'],
  quotes: ['> [!NOTE]\n> a'],
  mixed: ['[1] r', '[TODO] i', '[a, b].', '[^n]: n'],
}

it.each(Object.entries(replies))('never takes back what it has shown: %s', (name, text) => {
  const parser = createBlockParser()
  let before = ''
  const takenBack: string[] = []
  for (let end = 1; end <= text.length; end += 1) {
    const now = seen(parser.parse(text.slice(0, end), true))
    if (!now.startsWith(before)) takenBack.push(text.slice(0, end))
    before = now
  }
  const guesses = GUESSES[name] ?? []
  expect(takenBack.filter((prefix) => !guesses.some((guess) => prefix.endsWith(guess)))).toEqual([])
  expect(parser.parse(text)).toEqual(parseBlocks(text))
})
