/** How far each step rotates: four amounts for each of the four rounds (RFC 1321 §3.4). */
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const

const SINES = Uint32Array.from({ length: 64 }, (_, step) =>
  Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32),
)

const BLOCK_BYTES = 64
/** A whole number of blocks. */
const SLICE_BYTES = 16_384 * BLOCK_BYTES

/** The MD5 of a blob, in hexadecimal. WebCrypto does not have it; the blob is read slice by slice. */
export async function md5Of(blob: Blob): Promise<string> {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  let offset = 0
  for (; offset + SLICE_BYTES <= blob.size; offset += SLICE_BYTES) {
    digest(state, await bytesOf(blob.slice(offset, offset + SLICE_BYTES)))
  }
  digest(state, joined(await bytesOf(blob.slice(offset)), padding(blob.size)))
  return Array.from(littleEndian(state), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

/** A one bit, zeros up to the end of a block, and the length in bits in its last eight bytes. */
function padding(length: number): Uint8Array {
  const zeros = (2 * BLOCK_BYTES - 9 - (length % BLOCK_BYTES)) % BLOCK_BYTES
  const bytes = new Uint8Array(1 + zeros + 8)
  bytes[0] = 0x80
  new DataView(bytes.buffer).setBigUint64(1 + zeros, BigInt(length) * 8n, true)
  return bytes
}

function littleEndian(words: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.byteLength))
  words.forEach((word, index) => {
    view.setUint32(index * 4, word, true)
  })
  return new Uint8Array(view.buffer)
}

/** Takes whole blocks into `state`. */
function digest(state: Uint32Array, blocks: Uint8Array<ArrayBuffer>): void {
  const view = new DataView(blocks.buffer)
  const words = new Uint32Array(16)
  for (let offset = 0; offset < blocks.length; offset += BLOCK_BYTES) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(offset + index * 4, true)
    digestBlock(state, words)
  }
}

function digestBlock(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  const before = [a, b, c, d]
  for (let step = 0; step < 64; step += 1) {
    const round = step >>> 4
    const [mixed, index] = mix(round, step, [b, c, d])
    const sum = a + mixed + (SINES[step] ?? 0) + (words[index % 16] ?? 0)
    const shift = SHIFTS[round]?.[step % 4] ?? 0
    ;[a, d, c, b] = [d, c, b, (b + rotated(sum, shift)) >>> 0]
  }
  state.set([a, b, c, d].map((word, index) => word + (before[index] ?? 0)))
}

/** The round's function of three words, and which word of the block this step takes (modulo 16). */
function mix(round: number, step: number, [b, c, d]: readonly [number, number, number]): [number, number] {
  switch (round) {
    case 0:
      return [(b & c) | (~b & d), step]
    case 1:
      return [(d & b) | (~d & c), 5 * step + 1]
    case 2:
      return [b ^ c ^ d, 3 * step + 5]
    default:
      return [c ^ (b | ~d), 7 * step]
  }
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
