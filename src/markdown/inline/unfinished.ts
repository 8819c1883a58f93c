/** A link whose address has not arrived whole: `(https://x`, `(https://x "tit`, `[lab`, or nothing yet. */
const OPEN_TARGET =
  /^(?:\([^\s()]*(?:\([^\s()]*(?:\)[^\s()]*)?)*(?:\s+(?:["'(][^"'()]*["')]?)?)?|\[[^\][]*)?$/
/** The rest of `[text][label]` and of `[text][]`. */
const REFERENCE = /\]\[[^\][^]{0,100}\]/y
/** How far back from the end an open bracket is taken for the start of a link. */
const MAX_LINK_TEXT = 300

/** `a[0][1]`: the brackets of program text are no links. */
const isIndex = (text: string, at: number): boolean => /[\w\]]/.test(text.charAt(at - 1))

/** May what follows its `]`, which is before `end`, yet make a link of the `[` at `at` of a growing text? */
export function mayBecomeLink(text: string, at: number, end: number): boolean {
  return !isIndex(text, at) && text.length - end <= 4_000 && OPEN_TARGET.test(text.slice(end))
}

/**
 * Where the `[text][label]` at `at` ends, when its definition probably comes later in a growing text; -1 otherwise.
 * `[1][2]` are more likely sources.
 * @param middle where the first `]` is
 */
export function awaitedEnd(text: string, at: number, middle: number): number {
  REFERENCE.lastIndex = middle
  if (isIndex(text, at) || !REFERENCE.test(text)) return -1
  return /\p{L}{2}/u.test(text.slice(at, Math.min(middle, at + MAX_LINK_TEXT))) ? REFERENCE.lastIndex : -1
}

/** May the `[` at `at` of a growing text, which has no end yet, begin a link, or a footnote's reference? */
export function mayOpenLink(text: string, at: number): boolean {
  const rest = text.slice(at + 1)
  if (rest.length > MAX_LINK_TEXT || rest.includes('\n')) return false
  return /^(?:\^|$)/.test(rest) || !isIndex(text, at)
}

/** Beginnings of what is shown as something else once it is whole: `\(`, ` ![`, `<br>`, an address in `<>`, `&nbsp;`. */
const DANGLING =
  /(?:\\(?:[([]\s*)?|(?<![^\s[(])!|<\/?(?:br?|h\w{0,4})?|<br\s*\/?|&(?:#[xX]?[\da-fA-F]{0,6}|nbsp?|nb?|amp?|a|lt?|gt?|quot?|qu?)?)$/

/** The end of a growing text without what says nothing yet. */
export function settleEnd(text: string): string {
  const dangling = DANGLING.exec(text.slice(-12))
  return dangling === null ? text : text.slice(0, text.length - dangling[0].length)
}
