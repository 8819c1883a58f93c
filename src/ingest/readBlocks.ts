import { extensionOf, isOfGroup } from '../domain/fileFormats.ts'
import { detectEncoding } from '../domain/textEncoding.ts'
import { invalidFile, unsupportedFile } from './formats/failures.ts'
import type { BlockReader, ReadBlock } from './formats/reader.ts'
import { detectBinary, type BinaryFormat } from './formats/signatures.ts'

import type { TextReader } from './formats/textFile.ts'
import type { SourceFile } from './types.ts'

/**
 * Reads a file's text, block by block; `progress` goes from 0 to 1. What the file is, its content says; a name that says
 * otherwise is a mistake that somebody should know of.
 * @throws IngestionError `unsupported_file` for a format that is not read, `invalid_file` for a file that is damaged,
 * encrypted or without text; the signal's reason; DOMException `NotReadableError` for a blob that is gone.
 */
export async function* readBlocks(file: SourceFile, signal: AbortSignal): AsyncGenerator<ReadBlock> {
  signal.throwIfAborted()
  if (file.blob.size === 0) throw invalidFile('This file is empty.')
  let isEmpty = true
  for await (const read of await openFile(file, signal)) {
    signal.throwIfAborted()
    isEmpty = false
    yield read
  }
  if (isEmpty) throw invalidFile('This file has no text.')
}

async function openFile(file: SourceFile, signal: AbortSignal): Promise<AsyncGenerator<ReadBlock>> {
  const format = await detectBinary(file, signal)
  if (format !== null) {
    checkName(file, format)
    return (await BINARY_READERS[format]())(file, signal)
  }
  const encoding = await detectEncoding(file.blob, signal)
  if (encoding === null) throw notText(file)
  checkName(file, 'txt')
  const start = new TextDecoder(encoding).decode(await file.blob.slice(0, HEAD_BYTES).arrayBuffer())
  const reader = await textReaderOf(file.filename, start)
  return reader({ ...file, encoding }, signal)
}

/** @throws IngestionError for a name that stands for another format than the file is of. */
function checkName({ filename, blob }: SourceFile, format: BinaryFormat | 'txt'): void {
  const named = { name: filename, type: blob.type }
  const extension = extensionOf(filename)
  if (extension === null || extension === format || !isOfGroup(named, 'known')) return
  if (format === 'txt' && (FORMAT_OF_TEXT.has(extension) || isOfGroup(named, 'text'))) return
  const content = format === 'txt' ? 'plain text' : `of a ${format.toUpperCase()} file`
  throw invalidFile(
    `This file's name ends in .${extension}, but its content is ${content}. Rename it to .${format}.`,
  )
}

function notText({ filename, blob }: SourceFile): Error {
  if (!isOfGroup({ name: filename, type: blob.type }, 'searchable')) {
    return unsupportedFile('This is not a document or a text that file search reads.')
  }
  const name = extensionOf(filename) ?? ''
  if (Object.hasOwn(BINARY_READERS, name)) {
    return invalidFile(`This file is damaged: its content is not that of a ${name.toUpperCase()} file.`)
  }
  return invalidFile('This is not text in UTF-8, UTF-16 or GB18030. Save it as UTF-8.')
}

const BINARY_READERS: Readonly<Record<BinaryFormat, () => Promise<BlockReader>>> = {
  pdf: async () => (await import('./formats/pdf.ts')).readPdf,
  docx: async () => (await import('./formats/docx.ts')).readDocx,
  xlsx: async () => (await import('./formats/xlsx.ts')).readXlsx,
  pptx: async () => (await import('./formats/pptx.ts')).readPptx,
  epub: async () => (await import('./formats/epub.ts')).readEpub,
}

const HEAD_BYTES = 1024
const HTML_START = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html)\b/i

/** By what the text begins with, then by the file's name; what is neither is read as paragraphs. */
async function textReaderOf(filename: string, start: string): Promise<TextReader> {
  const extension = extensionOf(filename) ?? ''
  const format = HTML_START.test(start) ? 'html' : (FORMAT_OF_TEXT.get(extension) ?? 'plain')
  return TEXT_READERS[format]()
}

const TEXT_READERS = {
  plain: async () => (await import('./formats/plainText.ts')).readPlainText,
  latex: async () => (await import('./formats/plainText.ts')).readLatex,
  markdown: async () => (await import('./formats/markdown.ts')).readMarkdown,
  html: async () => (await import('./formats/html.ts')).readHtml,
  csv: async () => (await import('./formats/csv.ts')).readCsv,
  json: async () => (await import('./formats/json.ts')).readJson,
  jsonLines: async () => (await import('./formats/jsonLines.ts')).readJsonLines,
  code: async () => (await import('./formats/code.ts')).readCode,
} satisfies Record<string, () => Promise<TextReader>>

const EXTENSIONS: Readonly<Record<Exclude<keyof typeof TEXT_READERS, 'plain'>, string>> = {
  latex: 'tex latex',
  markdown: 'md markdown mdx',
  html: 'html htm xhtml',
  csv: 'csv tsv tab',
  json: 'json ipynb geojson webmanifest',
  jsonLines: 'jsonl ndjson',
  code: 'c h cc cpp cxx hpp cs css scss less go java js cjs mjs jsx ts cts mts tsx kt kts lua php pl pm py r rb rs scala sh bash zsh sql swift vue',
}

const FORMAT_OF_TEXT = new Map<string, keyof typeof TEXT_READERS>()
for (const format of ['latex', 'markdown', 'html', 'csv', 'json', 'jsonLines', 'code'] as const) {
  for (const extension of EXTENSIONS[format].split(' ')) FORMAT_OF_TEXT.set(extension, format)
}
