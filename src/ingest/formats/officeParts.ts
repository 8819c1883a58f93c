import { visitXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** What a part of an Office document refers to. */
export interface Relation {
  id: string
  /** The last word of its type, such as `slide` or `sharedStrings`. */
  type: string
  /** The part's name in the archive. */
  target: string
}

/**
 * The relations of a part, in the file's order; `''` for those of the document as a whole.
 * @throws IngestionError for a damaged part.
 */
export async function relationsOf(zip: Zip, part: string): Promise<Relation[]> {
  const relations: Relation[] = []
  const name = part.replace(/[^/]*$/, '_rels/$&.rels')
  if (!zip.has(name)) return relations
  await visitXml(zip, name, {
    open(element, { Id = '', Type = '', Target = '', TargetMode = '' }) {
      if (element !== 'Relationship' || TargetMode === 'External') return
      relations.push({
        id: Id,
        type: Type.slice(Type.lastIndexOf('/') + 1),
        target: resolvePart(part, Target),
      })
    },
  })
  return relations
}

/** A part's name as another part, or a page of a book, refers to it. */
export function resolvePart(from: string, reference: string): string {
  const base = `zip://archive/${from}`
  // What is no address names no part.
  if (!URL.canParse(reference, base)) return reference
  const { pathname } = new URL(reference, base)
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    // A bare percent sign belongs to the name.
    return pathname.slice(1)
  }
}
