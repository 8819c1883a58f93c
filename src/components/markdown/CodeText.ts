import { type FunctionalComponent, h, type VNode, type VNodeProps } from 'vue'
import { CODE_KINDS, type CodeColors } from '@/markdown/codeColors.ts'
import type { ColoredChunk } from './useHighlightedCode.ts'

function* words(text: string, colors: CodeColors): Generator<VNode | string> {
  let at = 0
  for (let index = 0; index < colors.length && at < text.length; index += 2) {
    const end = at + (colors[index] ?? 0)
    const word = text.slice(at, end)
    const kind = CODE_KINDS[colors[index + 1] ?? 0]
    yield kind === undefined || kind === 'plain' ? word : h('span', { class: `hl-${kind}` }, word)
    at = end
  }
  if (at < text.length) yield text.slice(at)
}

/** A chunk of code: one text, or colored words. The text is the same either way, so nothing moves when colors land. */
export const CodeText: FunctionalComponent<{ chunk: ColoredChunk; isPlain: boolean } & VNodeProps> = ({
  chunk,
  isPlain,
}) => (chunk.colors === null || isPlain ? chunk.text : [...words(chunk.text, chunk.colors)])
CodeText.props = ['chunk', 'isPlain']
