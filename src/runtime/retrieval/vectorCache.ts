import type { Storage, WriteTransaction } from '../db/port.ts'
import { nextPosition } from '../db/rows.ts'
import type { Embedder } from './embeddings.ts'
import { toCompact, type CompactVector } from './vectorCodes.ts'

/** Vectors that are kept for texts that come again; of 1536 dimensions, some 80 MB. */
const MAX_CACHED = 50_000

/** The vectors of texts, in their order. Only texts that are not known from before are sent to the model. @throws AppError */
export async function embedTexts(
  storage: Storage,
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<CompactVector[]> {
  const keys = await Promise.all(texts.map((text) => keyOf(embedder.model, text)))
  const vectors = await storage.read(['vectorCache'], async (tx) => {
    const rows = await Promise.all(keys.map((key) => tx.get('vectorCache', key)))
    return new Map(rows.filter((row) => row !== undefined).map(({ id, vector }) => [id, vector]))
  })
  const missing = new Map(keys.map((key, index) => [key, texts[index] ?? '']))
  for (const key of vectors.keys()) missing.delete(key)
  if (missing.size > 0) {
    const ids = [...missing.keys()]
    const made = await embedder.embed([...missing.values()], signal)
    for (const [index, vector] of made.entries()) vectors.set(ids[index] ?? '', toCompact(vector))
    await storage.write(['vectorCache'], (tx) => keep(tx, ids, vectors))
  }
  return keys.map((key) => vectors.get(key)).filter((vector) => vector !== undefined)
}

/** Those that have been kept for longest make room. */
async function keep(
  tx: WriteTransaction,
  ids: readonly string[],
  vectors: ReadonlyMap<string, CompactVector>,
): Promise<void> {
  let position = await nextPosition(tx, 'vectorCache', 'all', [])
  for (const id of ids) {
    const vector = vectors.get(id)
    if (vector !== undefined) await tx.put('vectorCache', { id, position, vector })
    position += 1
  }
  const excess = (await tx.count('vectorCache', 'all', [])) - MAX_CACHED
  if (excess <= 0) return
  for (const { id } of await tx.scan('vectorCache', 'all', { prefix: [], limit: excess })) {
    await tx.delete('vectorCache', id)
  }
}

/** Where there is no WebCrypto (a page over plain http), the text itself. */
async function keyOf(model: string, text: string): Promise<string> {
  if (!('subtle' in crypto)) return `${model} ${text}`
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${model} ${hex}`
}
