import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { wordDocumentOf, workbookOf, zipOf } from '../../../support/madeDocuments.ts'
import { outlineOf, refusalOf } from '../../../support/readBlocks.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.charCodeAt(0))

/** A file of Office before 2007 with a stream of this name, as its directory writes it. */
const oleWith = (stream: string): Uint8Array<ArrayBuffer> =>
  bytes(
    `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${'\0'.repeat(504)}${Array.from(stream, (letter) => `${letter}\0`).join('')}`,
  )

describe('a file that is not what its name says', () => {
  it.each<[what: string, name: string, content: Uint8Array<ArrayBuffer> | string, said: RegExp]>([
    [
      'a PNG named as a PDF',
      'a.pdf',
      bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'),
      /^unsupported_file: This is a PNG image/,
    ],
    [
      'a JPEG named as a text',
      'a.txt',
      bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'),
      /^unsupported_file: This is a JPEG image/,
    ],
    ['a video', 'a.mp4', bytes('\0\0\0\x18ftypmp42\0\0\0\0'), /^unsupported_file: This is a video/],
    [
      'a gzip archive',
      'a.csv',
      bytes('\x1f\x8b\x08\0'),
      /^unsupported_file: This is a gzip archive.* Unpack it/,
    ],
    [
      'a Japanese text of seven bits',
      'a.txt',
      'Subject: \x1b$B7@Ls\x1b(B',
      /^unsupported_file: This is a text in ISO-2022-JP.* Save it as UTF-8/,
    ],
    [
      'a tar archive',
      'a.txt',
      bytes(`a.txt${'\0'.repeat(252)}ustar\x0000`),
      /^unsupported_file: This is a tar archive/,
    ],
    ['RTF', 'a.doc', '{\\rtf1\\ansi text}', /^unsupported_file: This is an RTF document.* Save it as DOCX/],
    ['an archive', 'a.docx', zipOf({ 'a.txt': 'text' }), /^unsupported_file: This is a ZIP archive/],
    [
      'OpenDocument',
      'a.docx',
      zipOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '' }),
      /^unsupported_file: This is an OpenDocument file/,
    ],
    [
      'a binary workbook',
      'a.xlsx',
      zipOf({ '[Content_Types].xml': '', 'xl/workbook.bin': '' }),
      /^unsupported_file: .*\.xlsb/,
    ],
    [
      'an old Word document',
      'a.docx',
      oleWith('WordDocument'),
      /^unsupported_file: This is an old Word document.* Save it as DOCX/,
    ],
    ['an old workbook', 'a.xls', oleWith('Workbook'), /^unsupported_file: This is an old Excel workbook/],
    ['an encrypted document', 'a.docx', oleWith('EncryptedPackage'), /^invalid_file: This file is encrypted/],
    [
      'a text',
      'a.pdf',
      'plain words',
      /^invalid_file: .*ends in \.pdf, but .* plain text\. Rename it to \.txt/,
    ],
    ['a text named as an image', 'a.png', 'plain words', /^invalid_file: .*ends in \.png/],
    [
      'a document named as a text',
      'a.txt',
      wordDocumentOf('<w:p><w:r><w:t>words</w:t></w:r></w:p>'),
      /^invalid_file: .*ends in \.txt, but .* DOCX file\. Rename it to \.docx/,
    ],
  ])('is refused by what it is: %s', async (_, name, content, said) => {
    expect(await refusalOf(name, content)).toMatch(said)
  })

  it('is read by its content where its name says little', async () => {
    const document = wordDocumentOf('<w:p><w:r><w:t>words</w:t></w:r></w:p>')
    expect(await outlineOf('letter', document)).toEqual(['paragraph: words'])
    expect(await outlineOf('build.log', 'plain words')).toEqual(['paragraph: plain words'])
    expect(await outlineOf('about.md', 'It begins with %PDF-1.4.')).toEqual([
      'paragraph: It begins with %PDF-1.4.',
    ])
    expect(await outlineOf('MZ.txt', 'MZ was his name; BM hers, II* theirs.')).toHaveLength(1)
  })
})

describe('an archive that is damaged, or made to do harm', () => {
  const sheet = '<row><c t="str"><v>text</v></c></row>'

  it('is refused when its end is missing', async () => {
    const whole = wordDocumentOf('<w:p/>')
    expect(await refusalOf('a.docx', whole.slice(0, whole.length - 30))).toMatch(
      /^invalid_file: This file is incomplete/,
    )
  })

  it('is refused when its bytes have changed, or a part is missing', async () => {
    const broken = wordDocumentOf(`<w:p><w:r><w:t>${'text '.repeat(100)}</w:t></w:r></w:p>`)
    broken.fill(0xff, 200, 260)
    expect(await refusalOf('a.docx', broken)).toMatch(/^invalid_file: This file is damaged/)
    expect(await refusalOf('a.xlsx', zipOf({ '[Content_Types].xml': '', 'xl/a.xml': '' }))).toMatch(
      /^invalid_file: This file is damaged: its part 'xl\/workbook\.xml' is missing/,
    )
  })

  it('is refused when a part is encrypted', async () => {
    const archive = workbookOf({ S: sheet })
    const directory = archive.findLastIndex(
      (byte, index) => byte === 0x50 && archive[index + 1] === 0x4b && archive[index + 2] === 1,
    )
    const first = archive.findIndex(
      (byte, index) => byte === 0x50 && archive[index + 1] === 0x4b && archive[index + 2] === 1,
    )
    for (let at = first; at <= directory; at += 1) {
      if (archive[at] === 0x50 && archive[at + 1] === 0x4b && archive[at + 2] === 1) archive[at + 8] = 1
    }
    expect(await refusalOf('a.xlsx', archive)).toMatch(/^invalid_file: This file is encrypted/)
  })

  it('is refused when a part grows beyond all measure, without being unpacked to its end', async () => {
    const bomb = zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'word/document.xml': new Uint8Array(300 * 1024 ** 2),
    })
    expect(bomb.length).toBeLessThan(1024 ** 2)
    expect(await refusalOf('a.docx', new Uint8Array(bomb))).toMatch(
      /^invalid_file: This file unpacks to more/,
    )
  })

  it('is refused when it has too many parts', async () => {
    const parts = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`word/${index}`, '']))
    expect(await refusalOf('a.docx', zipOf(parts))).toMatch(/^invalid_file: This file unpacks to more/)
  })

  it('expands no entities of its own', async () => {
    const lol = (name: string, of: string): string => `<!ENTITY ${name} "${`&${of};`.repeat(10)}">`
    const entities = `<!DOCTYPE a [<!ENTITY l0 "lol">${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => lol(`l${level}`, `l${level - 1}`)).join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]>`
    const strings = `${entities}<sst><si><t>a &l9; b &file; c &amp;</t></si></sst>`
    const workbook = workbookOf(
      { S: '<row><c t="s"><v>0</v></c></row>' },
      { parts: { 'xl/sharedStrings.xml': strings } },
    )
    expect(await outlineOf('a.xlsx', workbook)).toEqual([
      'S > heading: S',
      'S > paragraph: a &l9; b &file; c &',
    ])
  })
})
