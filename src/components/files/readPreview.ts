import { parseCSV } from '@/domain/csv.ts'
import { extensionOf } from '@/domain/fileFormats.ts'
import { previewKindOf } from '@/domain/previewKind.ts'
import { decodeText } from '@/domain/textEncoding.ts'
import { cutAround, textAround } from './textAround.ts'

/** What is left out of a long file: all behind its beginning, or all but the part around a passage. */
type Cut = 'beginning' | 'around' | null

/** What is shown of a file. */
export type PreviewContent =
  | { kind: 'image'; blob: Blob }
  | { kind: 'pdf'; blob: Blob }
  | { kind: 'table'; rows: readonly (readonly string[])[]; cut: Cut }
  | { kind: 'markdown'; text: string; cut: Cut }
  /** `language` as a fence names it; empty for plain text. */
  | { kind: 'text'; text: string; language: string; cut: Cut }
  | { kind: 'none'; reason: 'binary' | 'too-large' | 'broken' }

/** What is shown of a text, in bytes: enough to read for an hour, and the page stays quick. */
const MAX_TEXT_BYTES = 1_000_000
const MAX_ROWS = 500
/** A page that holds and draws more may run out of memory. */
const MAX_DRAWN_BYTES = 80_000_000

/**
 * Makes a file ready to be shown. Where a passage of it is wanted, a table or Markdown is shown as it is written, so that it can be found
 * in it, and of a long text the part that says it.
 */
export async function readPreview(blob: Blob, name: string, passage?: string): Promise<PreviewContent> {
  const kind = previewKindOf({ name, type: blob.type })
  if (kind === 'binary') return { kind: 'none', reason: 'binary' }
  if (kind === 'image' || kind === 'pdf' || kind === 'docx') {
    if (blob.size > MAX_DRAWN_BYTES) return { kind: 'none', reason: 'too-large' }
    return kind === 'docx' ? readDocument(blob, passage) : { kind, blob }
  }
  const isLong = blob.size > MAX_TEXT_BYTES
  const part = isLong && passage !== undefined ? await textAround(blob, passage) : null
  const text = part ?? (await beginningOf(blob))
  const cut = part !== null ? 'around' : isLong ? 'beginning' : null
  if (text === null) return { kind: 'none', reason: kind === 'unknown' ? 'binary' : 'broken' }
  if (kind === 'markdown' && passage === undefined) return { kind, text, cut }
  if (kind !== 'csv' || passage !== undefined)
    return { kind: 'text', text, language: extensionOf(name) ?? '', cut }
  const rows = parseCSV(text, MAX_ROWS + 1)
  return { kind: 'table', rows: rows.slice(0, MAX_ROWS), cut: rows.length > MAX_ROWS ? 'beginning' : cut }
}

/** The text of a Word document. */
async function readDocument(blob: Blob, passage?: string): Promise<PreviewContent> {
  const [{ default: mammoth }, arrayBuffer] = await Promise.all([import('mammoth'), blob.arrayBuffer()])
  try {
    const { value } = await mammoth.extractRawText({ arrayBuffer })
    const isLong = value.length > MAX_TEXT_BYTES
    const part = isLong && passage !== undefined ? cutAround(value, passage) : null
    const cut = part !== null ? 'around' : isLong ? 'beginning' : null
    return { kind: 'text', text: part ?? value.slice(0, MAX_TEXT_BYTES), language: '', cut }
  } catch {
    // No Word document, or one that is damaged: its reader gives no reason that would help.
    return { kind: 'none', reason: 'broken' }
  }
}

/** The first part of a text; `null` for what is none. A cut through a character loses no more than that one. */
async function beginningOf(blob: Blob): Promise<string | null> {
  const start = blob.slice(0, MAX_TEXT_BYTES)
  const longestCharacter = blob.size > MAX_TEXT_BYTES ? 4 : 1
  for (let cut = 0; cut < longestCharacter; cut += 1) {
    const text = await decodeText(start.slice(0, start.size - cut))
    if (text !== null) return text
  }
  return null
}
