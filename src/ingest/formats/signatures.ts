import { extensionOf } from '../../domain/fileFormats.ts'
import type { SourceFile } from '../types.ts'
import { invalidFile, unsupportedFile } from './failures.ts'
import { openZip, readEntry, type Zip } from './zip.ts'

/** Formats that are known by a file's bytes. */
export type BinaryFormat = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'epub'

/** Readers look for a PDF's mark this far: some programs write something before it. */
const HEAD_BYTES = 1024

/**
 * What a file is by its first bytes, whatever its name; `null` for what has no mark, which may be a text.
 * @throws IngestionError for what is known and not read, with what can be done.
 */
export async function detectBinary(
  { blob, filename }: SourceFile,
  signal: AbortSignal,
): Promise<BinaryFormat | null> {
  const head = latin(await blob.slice(0, HEAD_BYTES).arrayBuffer())
  const known = MARKS.find(({ mark }) => mark.test(head))
  if (known !== undefined) throw notRead(known.name, known.advice)
  if (head.startsWith(OLE)) throw await refusalOfOle(blob, signal)
  if (/^PK(?:\x03\x04|\x05\x06)/.test(head)) return formatOfZip(await openZip(blob, signal))
  if (/^(?:\xef\xbb\xbf)?\s*%PDF-/.test(head)) return 'pdf'
  return head.includes('%PDF-') && extensionOf(filename) === 'pdf' ? 'pdf' : null
}

const UNPACK = 'Unpack it, and upload its files.'

/** First bytes, as file(1) knows them. */
const MARKS: readonly { mark: RegExp; name: string; advice?: string }[] = [
  { mark: /^\x89PNG\r\n/, name: 'a PNG image' },
  { mark: /^\xff\xd8\xff/, name: 'a JPEG image' },
  { mark: /^GIF8[79]a/, name: 'a GIF image' },
  { mark: /^RIFF.{4}WEBP/s, name: 'a WebP image' },
  { mark: /^(?:II\*\0|MM\0\*)/, name: 'a TIFF image' },
  { mark: /^BM.{4}\0{4}/s, name: 'a BMP image' },
  { mark: /^\0\0\0.ftyp(?:avif|hei|mif1)/s, name: 'a photo' },
  { mark: /^(?:\0\0\0.ftyp|\x1a\x45\xdf\xa3)/s, name: 'a video' },
  {
    mark: /^(?:RIFF.{4}(?:WAVE|AVI )|ID3[\x02-\x04]|OggS\0|fLaC\0|\xff[\xfb\xf3\xf2])/s,
    name: 'a recording',
  },
  { mark: /^\x1f\x8b/, name: 'a gzip archive', advice: UNPACK },
  { mark: /^7z\xbc\xaf\x27\x1c/, name: 'a 7z archive', advice: UNPACK },
  { mark: /^Rar!\x1a\x07/, name: 'a RAR archive', advice: UNPACK },
  { mark: /^(?:BZh[1-9]1AY|\xfd7zXZ\0|\x28\xb5\x2f\xfd)/, name: 'an archive', advice: UNPACK },
  { mark: /^.{257}ustar/s, name: 'a tar archive', advice: UNPACK },
  { mark: /^(?:\x7fELF|MZ.{0,60}\0)/s, name: 'a program' },
  { mark: /^SQLite format 3\0/, name: 'a SQLite database', advice: 'Export its tables as CSV.' },
  { mark: /^PAR1[^\x20-\x7e]/, name: 'a Parquet table', advice: 'Export it as CSV.' },
  { mark: /^\{\\rtf/, name: 'an RTF document', advice: 'Save it as DOCX or PDF.' },
  { mark: /^[\t\n\r\x1b\x20-\x7e]*?\x1b\$[@B]/, name: 'a text in ISO-2022-JP', advice: 'Save it as UTF-8.' },
  { mark: /^%!PS/, name: 'a PostScript file', advice: 'Save it as PDF.' },
  { mark: /^(?:wOF[F2]\0|wOF[F2]OTTO|\0\x01\0\0\0|OTTO\0)/, name: 'a font' },
]

/** The container of Office before 2007, and of what Office encrypts. [MS-CFB] 2.2 */
const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
const OLE_PIECE_BYTES = 1024 ** 2
const OLE_STREAMS: readonly { stream: string; refusal: () => Error }[] = [
  {
    stream: 'EncryptedPackage',
    refusal: () => invalidFile('This file is encrypted: it opens with a password only. Save it without one.'),
  },
  {
    stream: 'WordDocument',
    refusal: () => notRead('an old Word document (.doc)', 'Save it as DOCX or PDF.'),
  },
  { stream: 'Workbook', refusal: () => notRead('an old Excel workbook (.xls)', 'Save it as XLSX.') },
  {
    stream: 'PowerPoint Document',
    refusal: () => notRead('an old presentation (.ppt)', 'Save it as PPTX or PDF.'),
  },
]

/** Looks for the names of streams, which never lie across two pieces. */
async function refusalOfOle(blob: Blob, signal: AbortSignal): Promise<Error> {
  for (let start = 0; start < blob.size; start += OLE_PIECE_BYTES) {
    signal.throwIfAborted()
    const piece = latin(await blob.slice(start, start + OLE_PIECE_BYTES).arrayBuffer())
    const found = OLE_STREAMS.find(({ stream }) => piece.includes(Array.from(stream).join('\0')))
    if (found !== undefined) return found.refusal()
  }
  return notRead('a file of an old program', 'Save it as PDF.')
}

async function formatOfZip(zip: Zip): Promise<BinaryFormat> {
  const has = (start: string): boolean => zip.names.some((name) => name.toLowerCase().startsWith(start))
  const type = zip.has('mimetype') ? latin((await readEntry(zip, 'mimetype', HEAD_BYTES)).buffer).trim() : ''
  if (type === 'application/epub+zip' || zip.has('META-INF/container.xml')) return 'epub'
  if (type.includes('opendocument'))
    throw notRead('an OpenDocument file', 'Save it as DOCX, XLSX, PPTX or PDF.')
  if (zip.has('[Content_Types].xml')) {
    if (has('word/')) return 'docx'
    if (has('ppt/')) return 'pptx'
    if (zip.has('xl/workbook.bin')) throw notRead('a binary Excel workbook (.xlsb)', 'Save it as XLSX.')
    if (has('xl/')) return 'xlsx'
  }
  if (has('index/')) throw notRead('a document of Pages, Numbers or Keynote', 'Export it as PDF.')
  throw notRead('a ZIP archive', UNPACK)
}

function notRead(name: string, advice = ''): Error {
  return unsupportedFile(`This is ${name}, which file search does not read. ${advice}`.trim())
}

/** A character a byte. */
function latin(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
}
