import { unescapeText } from '../entities.ts'

/** Parentheses within an address nest this deep at most (CommonMark leaves the number open, but asks for some). */
const MAX_PARENTHESES = 32
const LABEL = /\[((?:[^\\[\]]|\\[\s\S]){1,999})\]/y
const POINTED = /<((?:[^<>\n\\]|\\.)*)>/y
const TITLE = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|\(((?:[^()\\]|\\[\s\S])*)\)/y
/** Spaces and up to one line break. */
const GAP = /[ \t]*(?:\n[ \t]*)?/y

export interface Found {
  text: string
  end: number
}

/** Where the spaces at `at`, with at most one line break among them, end. */
export function skipGap(text: string, at: number): number {
  GAP.lastIndex = at
  GAP.test(text)
  return GAP.lastIndex
}

/** `[label]` at `at` (CommonMark 4.7): at most 999 characters, no bare brackets, not blank. */
export function labelAt(text: string, at: number): Found | null {
  LABEL.lastIndex = at
  const label = LABEL.exec(text)?.[1]
  return label === undefined || label.trim() === '' ? null : { text: label, end: LABEL.lastIndex }
}

/** What makes two labels the same one: case and runs of spaces do not matter. */
export function labelKey(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase()
}

/** The address as the specification's examples have it: escapes resolved, and what no address may hold in percent. */
export function encodeAddress(address: string): string {
  return unescapeText(address)
    .toWellFormed()
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(/[^%]+/g, (part) => encodeURI(part))
}

/** A link's destination at `at`, as written (CommonMark 6.3). */
export function destinationAt(text: string, at: number): Found | null {
  if (text[at] === '<') {
    POINTED.lastIndex = at
    const pointed = POINTED.exec(text)?.[1]
    return pointed === undefined ? null : { text: pointed, end: POINTED.lastIndex }
  }
  let depth = 0
  let end = at
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end)
    if (code <= 0x20 || code === 0x7f) break
    if (code === 0x5c && /[!-/:-@[-`{-~]/.test(text.charAt(end + 1))) end += 1
    else if (code === 0x28) depth += 1
    else if (code === 0x29) depth -= 1
    if (depth < 0 || depth > MAX_PARENTHESES) break
  }
  return depth > 0 ? null : { text: text.slice(at, end), end }
}

/** A link's title at `at`, its marks taken off and its escapes resolved. */
export function titleAt(text: string, at: number): Found | null {
  TITLE.lastIndex = at
  const match = TITLE.exec(text)
  if (match === null) return null
  return { text: unescapeText(match[1] ?? match[2] ?? match[3] ?? ''), end: TITLE.lastIndex }
}

export interface Target {
  href: string
  title: string | null
}

/** `(destination "title")` at `at`. */
export function inlineTargetAt(text: string, at: number): { target: Target; end: number } | null {
  if (text[at] !== '(') return null
  const destination = destinationAt(text, skipGap(text, at + 1))
  if (destination === null) return null
  const gapEnd = skipGap(text, destination.end)
  const title = gapEnd > destination.end ? titleAt(text, gapEnd) : null
  const end = title === null ? gapEnd : skipGap(text, title.end)
  if (text[end] !== ')') return null
  return {
    target: {
      href: encodeAddress(destination.text),
      title: title?.text === '' ? null : (title?.text ?? null),
    },
    end: end + 1,
  }
}

export interface Definition extends Target {
  key: string
}

const restOfLine = /[ \t]*(?:\n|$)/y
function lineEndAt(text: string, at: number): number | null {
  restOfLine.lastIndex = at
  return restOfLine.test(text) ? restOfLine.lastIndex : null
}

/** A link reference definition at the start of the text (CommonMark 4.7). */
export function definitionAt(text: string): { definition: Definition; end: number } | null {
  const label = labelAt(text, 0)
  if (label === null || text[label.end] !== ':') return null
  const start = skipGap(text, label.end + 1)
  const destination = destinationAt(text, start)
  if (destination === null || destination.end === start) return null
  const gapEnd = skipGap(text, destination.end)
  const title = gapEnd > destination.end ? titleAt(text, gapEnd) : null
  const titleEnd = title === null ? null : lineEndAt(text, title.end)
  const end = titleEnd ?? lineEndAt(text, destination.end)
  if (end === null) return null
  return {
    definition: {
      key: labelKey(label.text),
      href: encodeAddress(destination.text),
      title: titleEnd === null || title === null || title.text === '' ? null : title.text,
    },
    end,
  }
}
