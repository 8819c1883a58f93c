import { type CodeColors, type ColorAnswer, type ColorRequest } from './codeColors.ts'
import { type HighlightLines, type LineState, loadHighlighter } from './highlight.ts'

/** After a chunk: where the grammar stands, and whether a line has ended there. */
interface ChunkEnd {
  state: LineState
  isLineEnd: boolean
}

const START: ChunkEnd = { state: undefined, isLineEnd: true }

export interface Colorist {
  color: (request: ColorRequest) => Promise<ColorAnswer>
  /** A block is gone. */
  forget: (block: number) => void
}

/** Colors the chunks of code blocks one after the other; knows of each where its grammar stands after every chunk. */
export function createColorist(): Colorist {
  const blocks = new Map<number, { language: string; ends: ChunkEnd[] }>()

  return {
    async color({ block, language, from, texts, isLast }) {
      const highlight = await loadHighlighter(language)
      if (highlight === null) return 'no-grammar'
      const known = blocks.get(block)
      const ends = known?.language === language ? known.ends.slice(0, from) : []
      if (ends.length < from) return 'lost'
      blocks.set(block, { language, ends })
      return texts.map((text, index) => {
        const isWhole = text.endsWith('\n') || (isLast && index === texts.length - 1)
        const { colors, end } = colorChunk(highlight, text, ends.at(-1) ?? START, isWhole)
        ends.push(end)
        return colors
      })
    },
    forget: (block) => void blocks.delete(block),
  }
}

/** Lines that a chunk's start or end cuts are too long, or still grow: they stay plain. */
function colorChunk(
  highlight: HighlightLines,
  text: string,
  before: ChunkEnd,
  isWhole: boolean,
): { colors: CodeColors; end: ChunkEnd } {
  const start = before.isLineEnd ? 0 : text.indexOf('\n') + 1
  const end = isWhole ? text.length : text.lastIndexOf('\n') + 1
  const isInLine = !before.isLineEnd && start === 0
  const isLineEnd = isWhole || end === text.length
  if (isInLine || end <= start) return { colors: new Uint16Array(), end: { state: before.state, isLineEnd } }
  const { colors, end: state } = highlight(text.slice(start, end), before.state)
  return {
    colors: start === 0 ? colors : Uint16Array.from([start, 0, ...colors]),
    end: { state, isLineEnd },
  }
}
