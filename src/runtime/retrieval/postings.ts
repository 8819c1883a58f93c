/**
 * Some words of a segment and where they are: those that the hash puts in one bucket. It is small enough for the database to keep it
 * beside its key (Chromium puts values above 64 KiB into files of their own, which takes several times as long to read).
 */
export interface Bucket {
  words: string[]
  /** Behind the last of each word's bytes in `codes`. */
  ends: Uint32Array
  /** For each passage that has the word: the difference from the number of the one before, and how often; as variable-length integers. */
  codes: Uint8Array
}

/** Words with the passages that have them: [number, how often, number, how often, …], the numbers rising. */
export type Postings = ReadonlyMap<string, readonly number[]>

/** Postings in a bucket, on average: with two to three bytes each, and the words, well below 64 KiB. */
const BUCKET_POSTINGS = 16_384

/** How many buckets, a power of two, so many postings are put in. */
export function bucketsFor(postings: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(postings / BUCKET_POSTINGS)))
}

/** The bucket of a word: 32-bit FNV-1a of its UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/). */
export function bucketOf(word: string, buckets: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193)
  }
  // The low bits alone of FNV are the weaker ones.
  return ((hash ^ (hash >>> 15)) >>> 0) % buckets
}

export function countPostings(postings: Postings): number {
  let count = 0
  for (const list of postings.values()) count += list.length / 2
  return count
}

/** The postings by their bucket. Buckets without a word are left out. */
export function toBuckets(postings: Postings, buckets: number): [number, Bucket][] {
  const words = Map.groupBy(postings, ([word]) => bucketOf(word, buckets))
  return Array.from(words, ([bucket, entries]) => [bucket, encode(entries)])
}

function encode(entries: readonly (readonly [string, readonly number[]])[]): Bucket {
  const bytes: number[] = []
  const ends = new Uint32Array(entries.length)
  for (const [place, [, list]] of entries.entries()) {
    let before = 0
    for (let index = 0; index < list.length; index += 2) {
      const passage = list[index] ?? 0
      pushInteger(bytes, passage - before)
      pushInteger(bytes, list[index + 1] ?? 0)
      before = passage
    }
    ends[place] = bytes.length
  }
  return { words: entries.map(([word]) => word), ends, codes: Uint8Array.from(bytes) }
}

/** Seven bits a byte, the lowest first; all but the last byte have the eighth bit set (LEB128). */
function pushInteger(bytes: number[], value: number): void {
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
}

/** The postings of one word; empty where the bucket does not have it. */
export function postingsOf(bucket: Bucket, word: string): Uint32Array {
  const place = bucket.words.indexOf(word)
  return place === -1 ? new Uint32Array() : decode(bucket, place)
}

/** All the words of a bucket with their postings. */
export function* wordsOf(bucket: Bucket): Generator<[string, Uint32Array]> {
  for (const [place, word] of bucket.words.entries()) yield [word, decode(bucket, place)]
}

function decode({ codes, ends }: Bucket, place: number): Uint32Array {
  const start = place === 0 ? 0 : (ends[place - 1] ?? 0)
  const end = ends[place] ?? 0
  // A number has a byte at least.
  const list = new Uint32Array(end - start)
  let count = 0
  let passage = 0
  let [value, shift] = [0, 0]
  for (let index = start; index < end; index += 1) {
    const byte = codes[index] ?? 0
    value |= (byte & 0x7f) << shift
    shift += 7
    if (byte > 0x7f) continue
    if (count % 2 === 0) value = passage += value
    list[count] = value
    count += 1
    value = shift = 0
  }
  return list.subarray(0, count)
}
