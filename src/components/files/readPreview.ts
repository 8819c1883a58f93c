import { decodeText } from '@/components/chat/decodeText.ts'
import { parseCSV } from '@/domain/csv.ts'
import { extensionOf } from '@/domain/fileFormats.ts'
import { previewKindOf } from '@/domain/previewKind.ts'

/** What is shown of a file. `isCut`: only its beginning. */
export type PreviewContent =
  | { kind: 'image'; blob: Blob }
  | { kind: 'pdf'; blob: Blob }
  | { kind: 'table'; rows: readonly (readonly string[])[]; isCut: boolean }
  | { kind: 'markdown'; text: string; isCut: boolean }
  /** `language` as a fence names it; empty for plain text. */
  | { kind: 'text'; text: string; language: string; isCut: boolean }
  | { kind: 'none'; reason: 'binary' | 'too-large' | 'broken' }

/** What is shown of a text, in bytes: enough to read for an hour, and the page stays quick. */
const MAX_TEXT_BYTES = 1_000_000
const MAX_ROWS = 500
/** A page that holds and draws more may run out of memory. */
const MAX_DRAWN_BYTES = 80_000_000

/**
 * Makes a file ready to be shown. With `asText`, a table or Markdown is shown as it is written, so that a passage can be found in it.
 */
export async function readPreview(blob: Blob, name: string, asText: boolean): Promise<PreviewContent> {
  const kind = previewKindOf({ name, type: blob.type })
  if (kind === 'binary') return { kind: 'none', reason: 'binary' }
  if (kind === 'image' || kind === 'pdf' || kind === 'docx') {
    if (blob.size > MAX_DRAWN_BYTES) return { kind: 'none', reason: 'too-large' }
    return kind === 'docx' ? readDocument(blob) : { kind, blob }
  }
  const text = await beginningOf(blob)
  const isCut = blob.size > MAX_TEXT_BYTES
  if (text === null) return { kind: 'none', reason: kind === 'unknown' ? 'binary' : 'broken' }
  if (kind === 'markdown' && !asText) return { kind, text, isCut }
  if (kind !== 'csv' || asText) return { kind: 'text', text, language: extensionOf(name) ?? '', isCut }
  const rows = parseCSV(text, MAX_ROWS + 1)
  return { kind: 'table', rows: rows.slice(0, MAX_ROWS), isCut: isCut || rows.length > MAX_ROWS }
}

/** The text of a Word document. */
async function readDocument(blob: Blob): Promise<PreviewContent> {
  const [{ default: mammoth }, arrayBuffer] = await Promise.all([import('mammoth'), blob.arrayBuffer()])
  try {
    const { value } = await mammoth.extractRawText({ arrayBuffer })
    return {
      kind: 'text',
      text: value.slice(0, MAX_TEXT_BYTES),
      language: '',
      isCut: value.length > MAX_TEXT_BYTES,
    }
  } catch {
    // No Word document, or one that is damaged: its reader gives no reason that would help.
    return { kind: 'none', reason: 'broken' }
  }
}

/** The first part of a text; `null` for what is none. A cut through a character loses no more than that one. */
async function beginningOf(blob: Blob): Promise<string | null> {
  const bytes = new Uint8Array(await blob.slice(0, MAX_TEXT_BYTES).arrayBuffer())
  const longestCharacter = blob.size > MAX_TEXT_BYTES ? 4 : 1
  for (let cut = 0; cut < longestCharacter; cut += 1) {
    const text = decodeText(bytes.subarray(0, bytes.length - cut))
    if (text !== null) return text
  }
  return null
}
