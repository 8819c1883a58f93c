import { describe, expect, it } from 'vitest'
import { checkFile, checkFileContent, type FileUse } from '@/domain/fileChecks.ts'
import { FILE_BYTES } from '@/facts/limits.ts'

const MEBIBYTE = 1024 ** 2

function codeOf(name: string, use: FileUse, { size = 1, type = '' } = {}): string | null {
  return checkFile({ name, size, type }, use)?.code ?? null
}

describe('checkFile', () => {
  it('refuses an empty file, whatever it is for', () => {
    expect(checkFile({ name: 'a.txt', size: 0, type: 'text/plain' }, 'user_data')).toEqual({ code: 'empty' })
  })

  it('takes up to 512 MB, and tells the limit', () => {
    expect(codeOf('a.pdf', 'assistants', { size: FILE_BYTES })).toBeNull()
    expect(checkFile({ name: 'a.pdf', size: 512 * MEBIBYTE + 1, type: '' }, 'assistants')).toEqual({
      code: 'too-large',
      maxBytes: 512 * MEBIBYTE,
    })
  })

  it('takes up to 200 MB for batches alone', () => {
    expect(codeOf('a.jsonl', 'batch', { size: 200 * MEBIBYTE })).toBeNull()
    expect(codeOf('a.jsonl', 'batch', { size: 200 * MEBIBYTE + 1 })).toBe('too-large')
    expect(codeOf('a.jsonl', 'fine-tune', { size: 200 * MEBIBYTE + 1 })).toBeNull()
  })

  it.each<[name: string, uses: FileUse[]]>([
    ['report.pdf', ['assistants', 'file_search', 'code_interpreter']],
    ['main.cpp', ['assistants', 'file_search', 'code_interpreter']],
    ['table.csv', ['assistants', 'file_search', 'code_interpreter']],
    ['book.epub', ['assistants', 'file_search', 'code_interpreter']],
    ['model.pkl', ['assistants', 'code_interpreter']],
    ['photo.JPG', ['assistants', 'code_interpreter', 'vision']],
    ['photo.webp', ['assistants', 'vision']],
    ['requests.jsonl', ['assistants', 'file_search', 'code_interpreter', 'batch', 'fine-tune']],
    ['film.mp4', []],
    ['nameless', []],
  ])('takes %s for these uses, and for user_data and evals', (name, expected) => {
    const uses: FileUse[] = ['assistants', 'file_search', 'code_interpreter', 'vision', 'batch', 'fine-tune']
    expect(uses.filter((use) => codeOf(name, use) === null)).toEqual(expected)
    expect(codeOf(name, 'user_data')).toBeNull()
    expect(codeOf(name, 'evals')).toBeNull()
  })

  it('tells what it takes instead', () => {
    expect(checkFile({ name: 'Film.MP4', size: 1, type: 'video/mp4' }, 'vision')).toEqual({
      code: 'unsupported-type',
      extension: 'mp4',
      extensions: ['gif', 'jpeg', 'jpg', 'png', 'webp'],
    })
    expect(checkFile({ name: 'film', size: 1, type: 'video/mp4' }, 'batch')).toEqual({
      code: 'unsupported-type',
      extension: null,
      extensions: ['jsonl'],
    })
  })
})

describe('checkFileContent', () => {
  const latin = [0x63, 0x61, 0x66, 0xe9]

  it('refuses a text in another encoding', async () => {
    const file = new File([Uint8Array.from(latin)], 'menu.txt')
    expect(await checkFileContent(file)).toEqual({ code: 'unsupported-encoding' })
    expect(await checkFileContent(new File(['café'], 'menu.txt'))).toBeNull()
  })

  it('does not read what is no text', async () => {
    const image = new File([Uint8Array.from(latin)], 'menu.png')
    image.slice = () => {
      throw new Error('It was read.')
    }
    expect(await checkFileContent(image)).toBeNull()
  })
})
