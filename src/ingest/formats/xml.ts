import { Parser } from 'htmlparser2'
import { createDepth } from './depth.ts'
import { readEntryText, type Zip } from './zip.ts'

export type XmlAttributes = Readonly<Record<string, string>>

/** What is told of a document as it is walked through. Names come without their prefixes, which differ by program. */
export interface XmlVisitor {
  open?: (name: string, attributes: XmlAttributes) => void
  text?: (text: string) => void
  close?: (name: string) => void
}

/**
 * Walks through an archive's XML part. Only XML's own five entities are known: there are none to expand without end.
 * @throws IngestionError for a part that is missing or damaged; the signal's reason.
 */
export async function visitXml(zip: Zip, name: string, visitor: XmlVisitor): Promise<void> {
  const walk = walkXml(zip, name, visitor, [])
  while ((await walk.next()).done !== true);
}

/** Walks through a large part, and gives after each piece of it what the visitor has put into `found`. @throws as above. */
export async function* walkXml<Found>(
  zip: Zip,
  name: string,
  visitor: XmlVisitor,
  found: Found[],
): AsyncGenerator<Found> {
  const depth = createDepth()
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        depth.enter()
        visitor.open?.(withoutPrefix(tag), attributes)
      },
      ontext: (text) => visitor.text?.(text),
      onclosetag(tag) {
        depth.leave()
        visitor.close?.(withoutPrefix(tag))
      },
    },
    { xmlMode: true },
  )
  for await (const text of readEntryText(zip, name)) {
    parser.write(text)
    yield* found.splice(0)
  }
  parser.end()
  yield* found
}

/** An attribute by its name without prefix; of two such, the one with a prefix, such as `r:id`. */
export function prefixedAttribute(attributes: XmlAttributes, name: string): string | undefined {
  const full = Object.keys(attributes).find((key) => key.endsWith(`:${name}`))
  return full === undefined ? undefined : attributes[full]
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
