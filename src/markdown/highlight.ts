import { createHighlighterCore, type GrammarState, type HighlighterCore, type ThemedToken } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { CODE_KINDS, type CodeColors } from './codeColors.ts'
import { CODE_THEME } from './codeTheme.ts'
import { GRAMMARS } from './grammars.ts'

/** A longer line stays plain: a minified file in one line would take for ever. */
const MAX_LINE_LENGTH = 2_000

let core: Promise<HighlighterCore> | undefined

async function loadCore(language: string): Promise<HighlighterCore | null> {
  const grammar = GRAMMARS[language]
  if (grammar === undefined) return null
  core ??= createHighlighterCore({
    themes: [CODE_THEME],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const highlighter = await core
  await highlighter.loadLanguage(grammar)
  return highlighter
}

const kindIndices = new Map<string, number>(CODE_KINDS.map((kind, index) => [`var(--hl-${kind})`, index]))

function colorsOf(lines: readonly (readonly ThemedToken[])[]): CodeColors {
  const pairs: number[] = []
  const add = ({ length }: string, kind: number, isBlank: boolean): void => {
    const last = pairs.length - 2
    if (last >= 0 && (isBlank || pairs[last + 1] === kind)) pairs[last] = (pairs[last] ?? 0) + length
    else pairs.push(length, kind)
  }
  for (const line of lines) {
    for (const { content, color } of line)
      add(content, kindIndices.get(color ?? '') ?? 0, content.trim() === '')
    add('\n', 0, true)
  }
  return new Uint16Array(pairs)
}

/** Where a grammar stands; `undefined` at the start of the code. */
export type LineState = GrammarState | undefined

/** Colors whole lines, with or without the last line break; `before` is the state at the end of the lines before them. */
export type HighlightLines = (code: string, before: LineState) => { colors: CodeColors; end: LineState }

/**
 * Fetches what highlighting a language (an id of `languages.ts`) takes; `null` when there is no grammar for it.
 * @throws TypeError when a chunk cannot be fetched
 */
export async function loadHighlighter(language: string): Promise<HighlightLines | null> {
  const highlighter = await loadCore(language)
  if (highlighter === null) return null
  return (code, before) => {
    const lines = highlighter.codeToTokensBase(code.endsWith('\n') ? code.slice(0, -1) : code, {
      lang: language,
      theme: 'skein',
      tokenizeMaxLineLength: MAX_LINE_LENGTH,
      ...(before === undefined ? {} : { grammarState: before }),
    })
    return { colors: colorsOf(lines), end: highlighter.getLastGrammarState(lines) }
  }
}
