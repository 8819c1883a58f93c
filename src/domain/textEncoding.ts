/** What is held in memory of a file at a time. */
const PIECE_BYTES = 1024 ** 2

/** The encoding that the byte order mark names which a text begins with: UTF-16's, as UTF-8 needs none. */
export function markedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

/**
 * Whether a text is in UTF-8, UTF-16 with a byte order mark, or ASCII, and has no NUL, as binary files do. Reads piece by
 * piece, no further than the first fault.
 * @throws DOMException `NotReadableError` for a file that is gone or has changed; the signal's reason.
 */
export async function isTextEncodingSupported(blob: Blob, signal?: AbortSignal): Promise<boolean> {
  const encoding = markedEncoding(await bytesOf(blob.slice(0, 2))) ?? 'utf-8'
  const decoder = new TextDecoder(encoding, { fatal: true })
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    signal?.throwIfAborted()
    const end = start + PIECE_BYTES
    const bytes = await bytesOf(blob.slice(start, end))
    if (!isPlainText(decoder, bytes, { stream: end < blob.size })) return false
  }
  return true
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}

function isPlainText(
  decoder: TextDecoder,
  bytes: Uint8Array<ArrayBuffer>,
  options: { stream: boolean },
): boolean {
  try {
    return !decoder.decode(bytes, options).includes('\0')
  } catch {
    // The decoder is fatal: these bytes are no text in its encoding.
    return false
  }
}
