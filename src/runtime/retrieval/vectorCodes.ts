/**
 * A vector in an eighth of the room that its doubles would take: each value is `values[i] * scale`. Its direction is what counts, so its
 * length has been made 1.
 */
export interface CompactVector {
  values: Int8Array
  scale: number
}

/** The greatest value of a byte with a sign. */
const MOST = 127

/** A vector of length 1, rounded to bytes; of a vector without length, zeros. */
export function toCompact(vector: Float32Array): CompactVector {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  const most = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  if (length === 0 || !Number.isFinite(length)) return { values: new Int8Array(vector.length), scale: 0 }
  return {
    values: Int8Array.from(vector, (value) => Math.round((value / most) * MOST)),
    scale: most / MOST / length,
  }
}

/** The cosine of the angle between two vectors, from -1 to 1; the rounding costs about a hundredth. */
export function similarity(a: CompactVector, b: CompactVector): number {
  let sum = 0
  for (let index = 0; index < a.values.length; index += 1) {
    sum += (a.values[index] ?? 0) * (b.values[index] ?? 0)
  }
  return sum * a.scale * b.scale
}

/** How many 32-bit integers the code of a vector has: a bit for each of its values. */
export function codeLength(dimensions: number): number {
  return Math.ceil(dimensions / 32)
}

/** The code of one vector: the bits of the values that are above zero. */
export function codeOf({ values }: CompactVector): Uint32Array {
  const code = new Uint32Array(codeLength(values.length))
  putCode(code, 0, values)
  return code
}

/** Writes a vector's code into the place of the `number`th among `codes`, which is all zeros. */
export function putCode(codes: Uint32Array, number: number, values: Int8Array): void {
  const start = number * codeLength(values.length)
  for (const [index, value] of values.entries()) {
    if (value > 0) codes[start + (index >>> 5)] = (codes[start + (index >>> 5)] ?? 0) | (1 << (index & 31))
  }
}

/** In how many bits the `number`th of the codes differs from this one (the Hamming distance). */
export function distance(codes: Uint32Array, number: number, code: Uint32Array): number {
  const start = number * code.length
  let sum = 0
  for (let index = 0; index < code.length; index += 1) {
    sum += bitsIn((codes[start + index] ?? 0) ^ (code[index] ?? 0))
  }
  return sum
}

/** Bits that are set in 32 (Warren, Hacker's Delight, 2nd edition, figure 5-2). */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
