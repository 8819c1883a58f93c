import type { Links, Token } from 'marked'
import type { Block } from './blocks.ts'
import { buildBlocks } from './buildBlocks.ts'
import { collectDefinitions, lexMarkdown } from './lexMarkdown.ts'
import { shareEqual } from './shareEqual.ts'
import { settleBlocks } from './unfinished.ts'

export interface BlockParser {
  /**
   * The blocks of the text. When it only grew since the last call, finished blocks are the same objects as before and
   * only the open end is parsed again.
   * @param isGrowing more will come: what is unfinished at the end is shown as it will probably be
   */
  parse: (text: string, isGrowing?: boolean) => readonly Block[]
}

/**
 * Where the last block begins that the text before cannot change any more: after a blank line, with its first line
 * whole. 0 when there is none.
 */
function findCut(tokens: readonly Token[], source: string, offset: number): { index: number; at: number } {
  let cut = { index: 0, at: offset }
  let at = offset
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    const isAfterBlank = before?.type === 'space' && before.raw.includes('\n')
    if (isAfterBlank && token.type !== 'space' && source.includes('\n', at)) cut = { index, at }
    at += token.raw.length
  }
  return cut
}

/** A parser for one text that grows; see {@link BlockParser}. */
export function createBlockParser(): BlockParser {
  let source = ''
  let blocks: Block[] = []
  let finished: Block[] = []
  let tailStart = 0
  let finishedDefinitions: Links = {}
  let definitionsInUse = '{}'

  function restart(): void {
    finished = []
    tailStart = 0
    finishedDefinitions = {}
  }

  function advance(isGrowing: boolean): void {
    const tail = source.slice(tailStart)
    const lexed = lexMarkdown(isGrowing ? settleBlocks(tail) : tail, finishedDefinitions, isGrowing)
    const definitions = JSON.stringify(lexed.definitions)
    const isRedefined = definitions !== definitionsInUse
    definitionsInUse = definitions
    if (isRedefined && tailStart > 0) {
      // A definition that came or went may change any block before it.
      restart()
      advance(isGrowing)
      return
    }
    const cut = findCut(lexed.tokens, source, tailStart)
    const parsed = shareEqual(
      blocks.slice(finished.length),
      buildBlocks(lexed.tokens, isGrowing, 0, tailStart),
    )
    collectDefinitions(lexed.tokens.slice(0, cut.index), lexed.definitions, finishedDefinitions)
    blocks = [...finished, ...parsed]
    finished = blocks.filter(({ key }) => key < cut.at)
    tailStart = cut.at
  }

  return {
    parse(text, isGrowing = false) {
      const next = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
      if (!next.startsWith(source)) {
        restart()
        blocks = []
      }
      source = next
      advance(isGrowing)
      return blocks
    },
  }
}

/** The blocks of a whole text. */
export function parseBlocks(text: string): readonly Block[] {
  return createBlockParser().parse(text)
}
