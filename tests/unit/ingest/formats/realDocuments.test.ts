import { openAsBlob } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { outlineOf, refusalOf } from '../../../support/readBlocks.ts'

/** A document that a package brings along, written by others with other programs. */
async function read(path: string): Promise<string[]> {
  return outlineOf(path, await openAsBlob(pathOf(path)))
}

function pathOf(path: string): string {
  return fileURLToPath(new URL(`../../../../node_modules/${path}`, import.meta.url))
}

const WORD = 'mammoth/test/test-data'

describe('documents that others wrote', () => {
  it('are read: Word documents', async () => {
    expect(await read(`${WORD}/tables.docx`)).toEqual([
      'paragraph: Above',
      'table: | Top left | Top right |\n| --- | --- |\n| Bottom left | Bottom right |',
      'paragraph: Below',
    ])
    expect(await read(`${WORD}/simple-list.docx`)).toEqual(['paragraph: - Apple\n- Banana'])
    expect(await read(`${WORD}/footnotes.docx`)).toEqual([
      'paragraph: Ouch[1].[2]',
      'paragraph: 1. A tachyon walks into a bar. ↑\n2. Fin. ↑',
    ])
    expect(await read(`${WORD}/strict-format.docx`)).toEqual(['paragraph: Test'])
    expect(await read(`${WORD}/utf8-bom.docx`)).toEqual(['paragraph: This XML has a byte order mark.'])
    expect(await read(`${WORD}/text-box.docx`)).toEqual(['paragraph: Datum plane'])
  })

  it('say that they hold pictures alone', async () => {
    const blob = await openAsBlob(pathOf(`${WORD}/tiny-picture.docx`))
    expect(await refusalOf('tiny-picture.docx', blob)).toBe('invalid_file: This file has no text.')
  })

  it('are read: Markdown, licenses, code and settings', async () => {
    const readme = await read('fflate/README.md')
    expect(readme.some((block) => /^fflate > Usage > heading: Usage$/.test(block))).toBe(true)
    expect(readme.some((block) => block.includes('> code: ') && block.includes("from 'fflate'"))).toBe(true)
    expect(readme.some((block) => block.includes('table: |'))).toBe(true)

    const license = await read('typescript/LICENSE.txt')
    expect(license.some((block) => block.includes('TERMS AND CONDITIONS FOR USE'))).toBe(true)

    const settings = await read('typescript/package.json')
    expect(settings.join('\n')).toContain('"name": "typescript"')

    const code = await read('mammoth/lib/index.js')
    expect(code.some((block) => block.startsWith('convertToHtml > code: function convertToHtml'))).toBe(true)
  })

  it('are read: words in Chinese', async () => {
    const words = (await read('axe-core/locales/zh_CN.json')).join('\n')
    expect(words).toContain('"description": "确保图像映射中的 <area> 元素有替代文本"')
    const messages = await read('typescript/lib/zh-cn/diagnosticMessages.generated.json')
    expect(messages.length).toBeGreaterThan(100)
    expect(messages.filter((block) => block.includes('"找不到名称“{0}”。"'))).toHaveLength(1)
  })
})
