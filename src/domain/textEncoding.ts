export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** What is read of a file at a time, in bytes. */
export const PIECE_BYTES = 1024 ** 2
const SAMPLE_BYTES = 64 * 1024

/** The encoding that the byte order mark names which a text begins with: UTF-16's, as UTF-8 needs none. */
export function markedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

/**
 * The encoding of a text, of which every byte is checked, piece by piece; `null` for what is no text in one of those
 * that are read.
 * @throws DOMException `NotReadableError` for a file that is gone; the signal's reason.
 */
export async function detectEncoding(blob: Blob, signal?: AbortSignal): Promise<TextEncoding | null> {
  const sample = await bytesOf(blob.slice(0, SAMPLE_BYTES))
  const marked = markedEncoding(sample)
  if (marked !== null) return (await isWrittenIn(marked, blob, signal)) ? marked : null
  if (!sample.includes(0) && (await isWrittenIn('utf-8', blob, signal))) return 'utf-8'
  const guessed: TextEncoding[] = UTF_16.filter((encoding) => looksLikeUtf16(sample, encoding))
  if (looksLikeChineseInGb(await sampleBeyondAscii(blob, signal))) guessed.push('gb18030')
  for (const encoding of guessed) {
    if (await isWrittenIn(encoding, blob, signal)) return encoding
  }
  return null
}

/**
 * A text, in whichever encoding it is, without a byte order mark; `null` for what is no text in one of those that are read.
 * @throws DOMException `NotReadableError` for a file that is gone.
 */
export async function decodeText(blob: Blob): Promise<string | null> {
  const encoding = await detectEncoding(blob)
  return encoding === null ? null : new TextDecoder(encoding).decode(await blob.arrayBuffer())
}

/** What begins with the first byte that is not ASCII's. */
async function sampleBeyondAscii(blob: Blob, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    signal?.throwIfAborted()
    const bytes = await bytesOf(blob.slice(start, start + PIECE_BYTES))
    const index = bytes.findIndex((byte) => byte >= 0x80)
    if (index !== -1) return bytesOf(blob.slice(start + index, start + index + SAMPLE_BYTES))
  }
  return new Uint8Array()
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}

async function isWrittenIn(encoding: TextEncoding, blob: Blob, signal?: AbortSignal): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    signal?.throwIfAborted()
    const bytes = await bytesOf(blob.slice(start, start + PIECE_BYTES))
    try {
      if (decoder.decode(bytes, { stream: start + PIECE_BYTES < blob.size }).includes('\0')) return false
    } catch {
      // The decoder is fatal: these bytes are no text in its encoding.
      return false
    }
  }
  return true
}

const UTF_16 = ['utf-16le', 'utf-16be'] as const
/** Latin, Greek, Cyrillic, general and CJK punctuation, kana, Han, full-width signs. */
const ORDINARY = /[\t\n\r\x20-\x7e\xa0-\u052f\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/gu
const BREAKS = /[\n\x20\u3001\u3002\uff0c]/u

/** Without a mark, UTF-16 is taken only for a text of ordinary signs with breaks between them. */
function looksLikeUtf16(sample: Uint8Array<ArrayBuffer>, encoding: 'utf-16le' | 'utf-16be'): boolean {
  const even = sample.subarray(0, sample.length - (sample.length % 2))
  const text = new TextDecoder(encoding).decode(even)
  const ordinary = text.match(ORDINARY)?.length ?? 0
  return BREAKS.test(text) && ordinary >= 0.98 * text.length
}

/** Signs that no longer Chinese text goes without. */
const COMMON = /[的一是不了在有人这中大上为和国我以，。、]/gu

/**
 * GB18030 makes Han signs of nearly any bytes. Those of a Chinese text are mostly of the 3,755 most used, GB 2312's first
 * level (lead bytes B0 to D7), or punctuation (A1, A3); other encodings of Europe and Asia give others, and Korean's
 * EUC-KR none from C9 on.
 */
function looksLikeChineseInGb(sample: Uint8Array<ArrayBuffer>): boolean {
  let [double, usual, late] = [0, 0, 0]
  for (let index = 0; index + 1 < sample.length; index += 1) {
    const [lead = 0, trail = 0] = sample.subarray(index, index + 2)
    if (lead < 0x80) continue
    double += 1
    index += 1
    const isUsualRow = lead === 0xa1 || lead === 0xa3 || (lead >= 0xb0 && lead <= 0xd7)
    if (isUsualRow && trail >= 0xa1) usual += 1
    if (lead >= 0xc9 && lead <= 0xd7) late += 1
  }
  if (usual < 0.85 * double || late < 0.1 * double) return false
  const common = new TextDecoder('gb18030').decode(sample).match(COMMON)?.length ?? 0
  return double < 200 || common >= 0.02 * double
}
