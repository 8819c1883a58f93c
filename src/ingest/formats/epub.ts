import { invalidFile } from './failures.ts'
import { createHtmlParser } from './htmlParser.ts'
import { resolvePart } from './officeParts.ts'
import type { BlockReader } from './reader.ts'
import { visitXml } from './xml.ts'
import { openZip, readEntryText, type Zip } from './zip.ts'

/** The chapters of a book, in the order in which they are read; each file of them is a page. */
export const readEpub: BlockReader = async function* ({ blob }, signal) {
  const zip = await openZip(blob, signal)
  const chapters = await chaptersOf(zip)
  const encrypted = await encryptedPartsOf(zip)
  if (chapters.some((part) => encrypted.has(part))) {
    throw invalidFile('This book is encrypted: its shop lets it be read in its own programs only.')
  }
  for (const [index, part] of chapters.entries()) {
    const parser = createHtmlParser(index + 1)
    const progress = (index + 1) / chapters.length
    for await (const text of readEntryText(zip, part)) {
      for (const block of parser.add(text)) yield { block, progress }
    }
    for (const block of parser.end()) yield { block, progress }
  }
}

/** EPUB 3.3, 5.7: the package's spine names items of its manifest. */
async function chaptersOf(zip: Zip): Promise<string[]> {
  let main = ''
  await visitXml(zip, 'META-INF/container.xml', {
    open(element, attributes) {
      if (element === 'rootfile' && main === '') main = attributes['full-path'] ?? ''
    },
  })
  const items = new Map<string, string>()
  const chapters: string[] = []
  await visitXml(zip, main, {
    open(element, { id = '', idref = '', href = '', 'media-type': type = '' }) {
      if (element === 'item' && /html/.test(type)) items.set(id, resolvePart(main, href))
      const part = items.get(idref)
      if (element === 'itemref' && part !== undefined) chapters.push(part)
    },
  })
  return chapters
}

/** Fonts are often scrambled, which is no matter. */
async function encryptedPartsOf(zip: Zip): Promise<Set<string>> {
  const parts = new Set<string>()
  const name = 'META-INF/encryption.xml'
  if (!zip.has(name)) return parts
  await visitXml(zip, name, {
    open(element, { URI = '' }) {
      if (element === 'CipherReference') parts.add(resolvePart('', URI))
    },
  })
  return parts
}
