import { createHighlighterCore, type GrammarState, type HighlighterCore, type ThemedToken } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import type { CodeToken, Highlighted } from './codeChunks.ts'
import { CODE_THEME } from './codeTheme.ts'
import { GRAMMARS } from './grammars.ts'

/** A longer line stays plain: a minified file in one line would block the page. */
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

const kindOf = (token: ThemedToken): string | null => {
  const kind = /^var\(--hl-(\w+)\)$/.exec(token.color ?? '')?.[1]
  return kind === undefined || kind === 'plain' ? null : kind
}

function joinTokens(lines: readonly (readonly ThemedToken[])[]): CodeToken[] {
  const joined: CodeToken[] = []
  const add = (text: string, kind: string | null): void => {
    const last = joined.at(-1)
    if (last !== undefined && (last.kind === kind || text.trim() === '')) last.text += text
    else joined.push({ text, kind })
  }
  for (const [index, line] of lines.entries()) {
    if (index > 0) add('\n', null)
    for (const token of line) add(token.content, kindOf(token))
  }
  return joined
}

/** Highlights whole lines; `before` is the state at the end of the lines before them. */
export type HighlightLines = (code: string, before: GrammarState | undefined) => Highlighted<GrammarState>

/**
 * Fetches what highlighting a language (an id of `languages.ts`) takes; `null` when there is no grammar for it.
 * @throws TypeError when a chunk cannot be fetched
 */
export async function loadHighlighter(language: string): Promise<HighlightLines | null> {
  const highlighter = await loadCore(language)
  if (highlighter === null) return null
  return (code, before) => {
    const endsLine = code.endsWith('\n')
    const lines = highlighter.codeToTokensBase(endsLine ? code.slice(0, -1) : code, {
      lang: language,
      theme: 'skein',
      tokenizeMaxLineLength: MAX_LINE_LENGTH,
      ...(before === undefined ? {} : { grammarState: before }),
    })
    const tokens = joinTokens(endsLine ? [...lines, []] : lines)
    return { tokens, end: highlighter.getLastGrammarState(lines) }
  }
}
