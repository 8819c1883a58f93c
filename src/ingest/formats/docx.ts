import { zipSync } from 'fflate'
import { invalidFile } from './failures.ts'
import { createHtmlParser } from './htmlParser.ts'
import type { BlockReader } from './reader.ts'
import { openZip, readEntry, type Zip } from './zip.ts'

/** What is laid out in memory as a tree: a novel has five of it. */
const MAX_PART_BYTES = 64 * 1024 ** 2
/** The document, its styles, lists, notes, and what says where they are: not its pictures and fonts. */
const TEXT_PARTS = /\.(?:xml|rels)$/i

/** Headings, lists, tables and notes of a Word document. It has no pages until it is printed. */
export const readDocx: BlockReader = async function* ({ blob }, signal) {
  const html = await toHtml(await textPartsOf(await openZip(blob, signal)))
  signal.throwIfAborted()
  const parser = createHtmlParser(null)
  const blocks = [...parser.add(html), ...parser.end()]
  for (const [index, block] of blocks.entries()) yield { block, progress: (index + 1) / blocks.length }
}

/** An archive of the parts that are text, each of which has been unpacked within the limits. */
async function textPartsOf(zip: Zip): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Record<string, Uint8Array> = {}
  for (const name of zip.names.filter((candidate) => TEXT_PARTS.test(candidate))) {
    parts[name] = await readEntry(zip, name, MAX_PART_BYTES)
  }
  return zipSync(parts, { level: 0 })
}

async function toHtml(archive: Uint8Array<ArrayBuffer>): Promise<string> {
  const { default: mammoth } = await import('mammoth')
  try {
    // In the page it takes the one, under Node the other.
    const input = { arrayBuffer: archive.buffer, buffer: archive.buffer }
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
    const { value } = await mammoth.convertToHtml(input, {
      convertImage,
      styleMap: "p[style-name='Title'] => h1:fresh",
    })
    return value
  } catch (error) {
    throw invalidFile(`This Word document is damaged: ${String(error)}`, error)
  }
}
