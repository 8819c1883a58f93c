import { findPassage } from '@/domain/passage.ts'
import { detectEncoding, PIECE_BYTES } from '@/domain/textEncoding.ts'

/** Longer than any passage, in characters: what may lie across two pieces of a file. */
const OVERLAP = 64_000
/** What is shown before a passage and behind it, in characters. */
const MARGIN = 250_000

/** The part of a text that says a passage. */
export function cutAround(text: string, passage: string): string | null {
  const span = findPassage(text, passage)
  if (span === null) return null
  const cut = Math.max(0, span.start - MARGIN)
  // It begins with a whole line, where there is one.
  const line = text.indexOf('\n', cut)
  const start = cut === 0 ? 0 : line === -1 || line > span.start ? cut : line + 1
  return text.slice(start, span.end + MARGIN)
}

/**
 * The part of a long text file that says a passage, found without holding all of it; `null` for what is no text or does not say it.
 * @throws DOMException `NotReadableError` for a file that is gone.
 */
export async function textAround(blob: Blob, passage: string): Promise<string | null> {
  const encoding = await detectEncoding(blob)
  if (encoding === null) return null
  const wanted = passage.trim()
  const probes = probesOf(wanted)
  const decoder = new TextDecoder(encoding)
  const next = async (at: number): Promise<string> =>
    decoder.decode(await blob.slice(at, at + PIECE_BYTES).arrayBuffer(), { stream: true })
  let likely: string | null = null
  let text = ''
  for (let at = 0; at < blob.size; at += PIECE_BYTES) {
    text = text.slice(-OVERLAP) + (await next(at))
    const isThere = text.includes(wanted) || text.replaceAll(/\r\n?/gu, '\n').includes(wanted)
    if (isThere) return cutAround(text + (await next(at + PIECE_BYTES)), wanted)
    // A passage may be set otherwise than the file, as a table's is.
    if (likely === null && probes.every((probe) => text.includes(probe))) likely = cutAround(text, wanted)
  }
  return likely
}

/** The longest words of a passage: quick to look for, and seldom all at another place. */
function probesOf(passage: string): string[] {
  const words = new Set(passage.match(/[\p{L}\p{N}]+/gu) ?? [])
  return [...words].toSorted((a, b) => b.length - a.length).slice(0, 5)
}
