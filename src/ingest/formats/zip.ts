import { Inflate } from 'fflate'
import { markedEncoding } from '../../domain/textEncoding.ts'
import { invalidFile } from './failures.ts'

/** A ZIP archive, of which only what is asked for is read. Names are compared without case, as Office's are. */
export interface Zip {
  has: (name: string) => boolean
  names: readonly string[]
  /** How much of the archive has been read, from 0 to 1: pictures are not. */
  readonly progress: number
  /**
   * An entry's content, inflated piece by piece.
   * @throws IngestionError if it is missing, damaged, encrypted, or grows beyond all measure; the signal's reason.
   */
  read: (name: string) => AsyncGenerator<Uint8Array<ArrayBuffer>>
}

/** What a document may grow to: bombs are small files that fill memory and disk. */
const MAX_ENTRIES = 20_000
const MAX_ENTRY_BYTES = 512 * 1024 ** 2
const MAX_TOTAL_BYTES = 2 * 1024 ** 3
/** Documents reach some 50; no file of a megabyte honestly shrinks to a two-hundredth. */
const MAX_RATIO = 200
const FREE_BYTES = 1024 ** 2

const PIECE_BYTES = 32 * 1024
const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff

interface Entry {
  name: string
  isEncrypted: boolean
  method: number
  packedBytes: number
  bytes: number
  offset: number
}

/**
 * Reads an archive's directory. @throws IngestionError if it is incomplete or damaged.
 * The format is described in PKWARE's APPNOTE.TXT, 4.3.
 */
export async function openZip(blob: Blob, signal: AbortSignal): Promise<Zip> {
  const entries = new Map<string, Entry>()
  for (const entry of await readDirectory(blob)) entries.set(entry.name.toLowerCase(), entry)
  let [left, readBytes] = [MAX_TOTAL_BYTES, 0]
  return {
    names: Array.from(entries.values(), ({ name }) => name),
    get progress() {
      return Math.min(1, readBytes / blob.size)
    },
    has: (name) => entries.has(name.toLowerCase()),
    async *read(name) {
      const entry = entries.get(name.toLowerCase())
      if (entry === undefined) throw invalidFile(`This file is damaged: its part '${name}' is missing.`)
      if (entry.isEncrypted) throw invalidFile('This file is encrypted: it opens with a password only.')
      const before = readBytes
      for await (const { piece, packedBytes } of inflate(blob, entry, signal)) {
        left -= piece.length
        if (left < 0) throw tooLarge()
        readBytes = before + packedBytes
        yield piece
      }
    },
  }
}

/** An entry's content as a whole. @throws IngestionError as `read` does, or if it has more than `maxBytes`. */
export async function readEntry(zip: Zip, name: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for await (const piece of zip.read(name)) {
    pieces.push(piece)
    length += piece.length
    if (length > maxBytes) throw tooLarge()
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer())
}

/** An entry's text, which is UTF-8 unless a mark says UTF-16. @throws IngestionError as `read` does. */
export async function* readEntryText(zip: Zip, name: string): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  for await (const piece of zip.read(name)) {
    decoder ??= new TextDecoder(markedEncoding(piece) ?? 'utf-8')
    yield decoder.decode(piece, { stream: true })
  }
  yield decoder?.decode() ?? ''
}

async function readDirectory(blob: Blob): Promise<Entry[]> {
  const tailStart = Math.max(0, blob.size - END_BYTES - MAX_COMMENT_BYTES)
  const tail = await viewOf(blob.slice(tailStart))
  let end = tail.byteLength - END_BYTES
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end -= 1
  if (end < 0) throw invalidFile('This file is incomplete: the end of its archive is missing.')
  const [count, bytes, start] = [
    tail.getUint16(end + 10, true),
    tail.getUint32(end + 12, true),
    tail.getUint32(end + 16, true),
  ]
  if (count > MAX_ENTRIES) throw tooLarge()
  if (start + bytes > tailStart + end) throw damaged()
  return entriesOf(await viewOf(blob.slice(start, start + bytes)), count)
}

function entriesOf(directory: DataView<ArrayBuffer>, count: number): Entry[] {
  const entries: Entry[] = []
  let at = 0
  while (entries.length < count) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50) throw damaged()
    const nameBytes = directory.getUint16(at + 28, true)
    const name = new Uint8Array(
      directory.buffer,
      at + 46,
      Math.min(nameBytes, directory.byteLength - at - 46),
    )
    entries.push({
      name: new TextDecoder().decode(name).replaceAll('\\', '/'),
      isEncrypted: (directory.getUint16(at + 8, true) & 1) === 1,
      method: directory.getUint16(at + 10, true),
      packedBytes: directory.getUint32(at + 20, true),
      bytes: directory.getUint32(at + 24, true),
      offset: directory.getUint32(at + 42, true),
    })
    at += 46 + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
  }
  return entries
}

async function* inflate(
  blob: Blob,
  entry: Entry,
  signal: AbortSignal,
): AsyncGenerator<{ piece: Uint8Array<ArrayBuffer>; packedBytes: number }> {
  const header = await viewOf(blob.slice(entry.offset, entry.offset + 30))
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) throw damaged()
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  const packed = blob.slice(start, start + entry.packedBytes)
  if (packed.size < entry.packedBytes) throw damaged()
  const unpack = unpackerOf(entry)
  let given = 0
  for (let at = 0; at < packed.size; at += PIECE_BYTES) {
    signal.throwIfAborted()
    const end = Math.min(at + PIECE_BYTES, packed.size)
    const bytes = new Uint8Array(await packed.slice(at, end).arrayBuffer())
    for (const piece of unpack(bytes, end === packed.size)) {
      given += piece.length
      if (given > MAX_ENTRY_BYTES || (given > FREE_BYTES && given > MAX_RATIO * end)) throw tooLarge()
      yield { piece, packedBytes: end }
    }
  }
  if (given !== entry.bytes) throw damaged()
}

type Unpack = (bytes: Uint8Array<ArrayBuffer>, isLast: boolean) => Uint8Array<ArrayBuffer>[]

function unpackerOf({ method }: Entry): Unpack {
  if (method === 0) return (bytes) => [bytes]
  if (method !== 8) throw invalidFile('This file is packed in a way that is not read.')
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const inflater = new Inflate((piece) => pieces.push(piece))
  return (bytes, isLast) => {
    try {
      inflater.push(bytes, isLast)
    } catch (error) {
      throw damaged(error)
    }
    return pieces.splice(0)
  }
}

async function viewOf(blob: Blob): Promise<DataView<ArrayBuffer>> {
  return new DataView(await blob.arrayBuffer())
}

function damaged(cause?: unknown): Error {
  return invalidFile('This file is damaged: its archive cannot be read.', cause)
}

function tooLarge(): Error {
  return invalidFile('This file unpacks to more than can be read: it may be a “zip bomb”.')
}
