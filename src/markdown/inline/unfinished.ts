/** A link whose address has not arrived whole: `(https://x`, `(https://x "tit`, `[lab`, or nothing yet. */
const OPEN_TARGET =
  /^(?:\([^\s()]*(?:\([^\s()]*(?:\)[^\s()]*)?)*(?:\s+(?:["'(][^"'()]*["')]?)?)?|\[[^\][]*)?$/
/** How far back from the end an open bracket is taken for the start of a link. */
const MAX_LINK_TEXT = 300

/** May what follows a `]` at `at` of a growing text yet make a link of it? */
export function mayBecomeLink(text: string, at: number): boolean {
  return text.length - at <= 4_000 && OPEN_TARGET.test(text.slice(at))
}

/** May the `[` at `at` of a growing text, which has no end yet, begin a link? */
export function mayOpenLink(text: string, at: number): boolean {
  const rest = text.slice(at + 1)
  return rest.length <= MAX_LINK_TEXT && !rest.includes('\n') && !/\w/.test(text.charAt(at - 1))
}

/** Beginnings of what is shown as something else once it is whole: `<br>`, an address in `<>`, `&nbsp;`. */
const DANGLING =
  /(?:\\|<\/?(?:br?)?|<br\s*\/?|&(?:#[xX]?[\da-fA-F]{0,6}|nbsp?|nb?|amp?|a|lt?|gt?|quot?|qu?)?)$/

/** The end of a growing text without what says nothing yet. */
export function settleEnd(text: string): string {
  const dangling = DANGLING.exec(text.slice(-12))
  return dangling === null ? text : text.slice(0, text.length - dangling[0].length)
}
