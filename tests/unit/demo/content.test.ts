import { describe, expect, it } from 'vitest'
import { takeFiles, userTurn } from '@/demo/content.ts'

describe('takeFiles', () => {
  it.each([
    ['notes.md:\n```md\n# A\n```', 'notes.md'],
    ['my long notes.txt:\n```\n# A\n```', 'my long notes.txt'],
    ['**笔记.txt**\n```\n# A\n```', '笔记.txt'],
    ['File: Makefile\n```\n# A\n```', 'Makefile'],
    ['文件：读我\n\n```\n# A\n```', '读我'],
    ['```md notes.md\n# A\n```', 'notes.md'],
    ['~~~~notes.md\n# A\n~~~~', 'notes.md'],
  ])('finds the file in %j', (message, name) => {
    expect(takeFiles(`${message}\n\nWhat is it?`)).toEqual({
      text: 'What is it?',
      files: [{ name, text: '# A' }],
    })
  })

  it('keeps a fence in a longer fence', () => {
    const { files } = takeFiles('a.md:\n````md\n```ts\nconst a = 1\n```\n````')
    expect(files).toEqual([{ name: 'a.md', text: '```ts\nconst a = 1\n```' }])
  })

  it('finds several files', () => {
    const { text, files } = takeFiles('a.txt:\n```\n1\n```\n\nb.txt:\n```\n2\n```\n\nCompare')
    expect(files).toEqual([
      { name: 'a.txt', text: '1' },
      { name: 'b.txt', text: '2' },
    ])
    expect(text).toBe('Compare')
  })

  it('leaves code without a file’s name in the question', () => {
    const message = 'Why does this fail?\n```ts\nthrow 1\n```'
    expect(takeFiles(message)).toEqual({ text: message, files: [] })
  })
})

describe('userTurn', () => {
  it('measures images by their data URLs', () => {
    const png = `data:image/png;base64,${Buffer.alloc(10).toString('base64')}`
    const { images } = userTurn([], [png, 'data:image/svg+xml,<svg/>', 'https://a.example/b.png'])
    expect(images).toEqual([
      { mediaType: 'image/png', bytes: 10 },
      { mediaType: 'image/svg+xml', bytes: 6 },
      { mediaType: null, bytes: 0 },
    ])
  })
})
