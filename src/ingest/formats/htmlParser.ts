import { Parser } from 'htmlparser2'
import type { Block } from '../types.ts'
import { createDepth } from './depth.ts'
import { createHtmlBlocks } from './htmlBlocks.ts'
import type { BlockParser } from './reader.ts'

/** What no one reads, or what is on every page of a site. */
const DROPPED = new Set([
  ...['script', 'style', 'noscript', 'template', 'title', 'svg', 'annotation', 'iframe', 'object', 'canvas'],
  ...['audio', 'video', 'nav', 'select', 'textarea', 'button'],
])

/** Makes blocks of HTML that comes in any pieces; `page` is set on each of them. */
export function createHtmlParser(page: number | null): BlockParser<string> {
  const found: Block[] = []
  const blocks = createHtmlBlocks(page, found)
  const depth = createDepth()
  let dropped: { name: string; depth: number } | null = null

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth.enter()
        if (dropped === null && DROPPED.has(name)) dropped = { name, depth: 0 }
        if (dropped === null) blocks.open(name, attributes)
        else if (name === dropped.name) dropped.depth += 1
      },
      ontext(text) {
        if (dropped === null) blocks.text(text)
      },
      onclosetag(name) {
        depth.leave()
        if (dropped === null) blocks.close(name)
        else if (name === dropped.name) dropped.depth -= 1
        if (dropped?.depth === 0) dropped = null
      },
    },
    // Books are XHTML, in which `<script/>` ends at once.
    { recognizeSelfClosing: true },
  )
  return {
    add(piece) {
      parser.write(piece)
      return found.splice(0)
    },
    end() {
      parser.end()
      blocks.end()
      return found.splice(0)
    },
  }
}
