import type { ReadBlock } from './formats/reader.ts'
import { detectEncoding } from './formats/textEncoding.ts'
import type { TextFile, TextReader } from './formats/textFile.ts'
import { extensionOf } from '../domain/fileFormats.ts'
import { IngestionError, type SourceFile } from './types.ts'

/**
 * Reads a file's text, block by block; `progress` goes from 0 to 1. What the file is, its content says before its name.
 * @throws IngestionError `unsupported_file` for a format that is not read, `invalid_file` for a file that is damaged,
 * encrypted or without text; the signal's reason; DOMException `NotReadableError` for a blob that is gone.
 */
export async function* readBlocks(file: SourceFile, signal: AbortSignal): AsyncGenerator<ReadBlock> {
  signal.throwIfAborted()
  let isEmpty = true
  for await (const read of await openFile(file, signal)) {
    signal.throwIfAborted()
    isEmpty = false
    yield read
  }
  if (isEmpty) throw new IngestionError('invalid_file', 'This file has no text.')
}

async function openFile(file: SourceFile, signal: AbortSignal): Promise<AsyncGenerator<ReadBlock>> {
  const head = await file.blob.slice(0, 1024).text()
  if (head.includes('%PDF-')) return (await import('./formats/pdf.ts')).readPdf(file, signal)
  const encoding = await detectEncoding(file.blob, signal)
  if (encoding === null) throw new IngestionError('invalid_file', 'This is not a text.')
  const text: TextFile = { ...file, encoding }
  const reader = await textReaderOf(file.filename)
  return reader(text, signal)
}

async function textReaderOf(filename: string): Promise<TextReader> {
  switch (extensionOf(filename)) {
    case 'md':
    case 'markdown':
      return (await import('./formats/markdown.ts')).readMarkdown
    default:
      return (await import('./formats/plainText.ts')).readPlainText
  }
}
