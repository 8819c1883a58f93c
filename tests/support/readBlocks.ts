import { readBlocks } from '@/ingest/readBlocks.ts'
import { IngestionError, type Block } from '@/ingest/types.ts'

type Content = BlobPart | readonly BlobPart[]

/** All blocks of a file. */
export async function blocksOf(filename: string, content: Content): Promise<Block[]> {
  const blob = new Blob(content instanceof Array ? [...content] : [content])
  const blocks: Block[] = []
  for await (const { block } of readBlocks({ filename, blob }, new AbortController().signal))
    blocks.push(block)
  return blocks
}

/** Blocks as `kind: text`, with the headings that they stand under: what tests compare. */
export async function outlineOf(filename: string, content: Content): Promise<string[]> {
  const blocks = await blocksOf(filename, content)
  return blocks.map(({ kind, text, headings }) => `${[...headings, ''].join(' > ')}${kind}: ${text}`)
}

/** How a file is refused: `code: sentence`. */
export async function refusalOf(filename: string, content: Content): Promise<string> {
  try {
    await blocksOf(filename, content)
  } catch (error) {
    if (error instanceof IngestionError) return `${error.code}: ${error.message}`
    throw error
  }
  throw new Error('It was read.')
}
