import { type FunctionalComponent, h, type VNodeProps } from 'vue'
import type { HighlightedChunk } from './useHighlightedCode.ts'

/** A chunk of code: one text, or colored words. The text is the same either way, so nothing moves when colors land. */
export const CodeText: FunctionalComponent<{ chunk: HighlightedChunk } & VNodeProps> = ({ chunk }) =>
  chunk.highlighted === null
    ? chunk.text
    : chunk.highlighted.tokens.map(({ text, kind }) =>
        kind === null ? text : h('span', { class: `hl-${kind}` }, text),
      )
CodeText.props = ['chunk']
