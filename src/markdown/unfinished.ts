import remend from 'remend'

const CONTAINER = String.raw`[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*`
/** Last lines that may yet become something else: a rule, a list, a heading's underline, a fence, a definition. */
const UNDECIDED = new RegExp(
  `^${CONTAINER}(?:[-+*_=~#|: \\t]+|\`{1,2}|\\d{1,3}[.)]?|(?:\`{3,}|~{3,})[^\`]*|\\[[ xX]?\\]?|\\[[^\\]^][^\\]]*\\]:.*)[ \\t]*$`,
)

/**
 * The end of a growing text as it should be shown now: a last line that may yet become a rule, a list, a fence, a
 * table's delimiter or a heading's underline is held back.
 */
export function settleBlocks(text: string): string {
  const lineStart = text.lastIndexOf('\n') + 1
  return lineStart < text.length && UNDECIDED.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text
}

/** The delimiter row that a table's head (`| a | b`) still waits for; `null` when the text is no such head. */
export function missingTableDelimiter(text: string): string | null {
  if (!/^ {0,3}\|[ \t]*[^\s|:-][^\n]*$/.test(text)) return null
  const cells = text
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
  return `\n|${' --- |'.repeat(cells.length)}`
}

const isOdd = (text: string, mark: string): boolean => text.split(mark).length % 2 === 0

/** Marks at the very end that have nothing behind them yet. */
function dropDanglingMark(text: string): string {
  const match = /(?:\*{1,3}|_{1,3}|~~?|`+|\$\$?|!?\[|\\)$/.exec(text)
  if (match === null) return text
  const [mark] = match
  const before = text.slice(0, match.index)
  const isOpening = mark === '\\' || mark.endsWith('[') || /(?:^|\s)$/.test(before) || isOdd(text, mark)
  const isHalfAnEnd = mark.length === 1 && !/\s$/.test(before) && isOdd(before, mark + mark)
  return isOpening && !isHalfAnEnd && !before.endsWith('\\') ? before : text
}

/** The end mark that open maths lacks; empty when none is open. */
function missingMathEnd(text: string): string {
  if (!/\$|\\[([]/.test(text)) return ''
  const prose = text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, (code) => ' '.repeat(code.length))
  if (prose.includes('`')) return ''
  if (prose.lastIndexOf('\\(') > prose.lastIndexOf('\\)')) return '\\)'
  if (/\\\[(?=\s|[^\]]*[\\^_=+<>{}])/.test(prose) && prose.lastIndexOf('\\[') > prose.lastIndexOf('\\]'))
    return '\\]'
  if (isOdd(prose, '$$')) return prose.endsWith('$') && !prose.endsWith('$$') ? '$' : '$$'
  const isOpen = /(?:^|[^\w$\\])\$(?![\s\d$])[^$\n]*[\\^_={}][^$\n]*$/.test(
    prose.replace(/\$[^$\n]+\$/g, ' '),
  )
  return isOpen ? '$' : ''
}

/** The text of a growing paragraph with its open emphasis, code, link or maths closed. */
export function closeInlines(text: string): { text: string; isMathOpen: boolean } {
  const settled = dropDanglingMark(text)
  const mathEnd = missingMathEnd(settled)
  const closed = remend(settled.trimEnd() + mathEnd, {
    comparisonOperators: false,
    htmlTags: false,
    katex: false,
    linkMode: 'text-only',
    setextHeadings: false,
    singleTilde: false,
  })
  return { text: closed, isMathOpen: mathEnd !== '' }
}
