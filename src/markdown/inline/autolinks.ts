import { FULL_WIDTH_MARK } from '../characters.ts'
import { encodeAddress } from './destination.ts'

const SCHEME = /https?:\/\/|ftp:\/\/|www\./gi
const ADDRESS = /(?:(https?|ftp):\/\/|www\.)[^\s<]*/iy
const MAIL = /[A-Za-z\d._+-]+@[A-Za-z\d_-]+(?:\.[A-Za-z\d_-]+)+/y
const DOMAIN = /^(?:[\w-]|[^\p{ASCII}])+(?:\.(?:[\w-]|[^\p{ASCII}])+)*(?=[/?#:]|$)/u
const POINTED =
  /<(?:([A-Za-z][A-Za-z\d.+-]{1,31}:[^<>\0-\x20]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?)*))>/y

export interface Autolink {
  text: string
  href: string
  end: number
}

/** `<https://…>` or `<a@b.c>` at `at` (CommonMark 6.5). */
export function pointedLinkAt(text: string, at: number): Autolink | null {
  POINTED.lastIndex = at
  const match = POINTED.exec(text)
  if (match === null) return null
  const shown = match[1] ?? match[2] ?? ''
  const href = (match[1] === undefined ? 'mailto:' : '') + shown
  // Neither escapes nor character references mean anything here.
  return { text: shown, href: encodeAddress(href.replace(/[\\&]/g, '\\$&')), end: POINTED.lastIndex }
}

/** Where bare addresses may begin, in order. */
export function findLiterals(text: string): number[] {
  const starts: number[] = []
  if (/:\/\/|www\./i.test(text)) {
    for (const { 0: mark, index } of text.matchAll(SCHEME)) {
      const before = index === 0 ? ' ' : text.charAt(index - 1)
      if (mark.length > 4 ? !/[A-Za-z\d]/.test(before) : /[\s*_~([>]|[^\p{ASCII}]/u.test(before))
        starts.push(index)
    }
  }
  let from = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > from && /[A-Za-z\d._+-]/.test(text.charAt(start - 1))) start -= 1
    from = at + 1
    if (start < at && text.charAt(start - 1) !== '/') starts.push(start)
  }
  return starts.sort((one, other) => one - other)
}

/** What cannot be the end of an address: marks, a closing parenthesis without its opening one, a character reference. */
function trimEnd(address: string): string {
  let end = address.length
  let open = address.split('(').length - address.split(')').length
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1)
    if (last === ';') {
      const reference = /&[A-Za-z\d]+;$/.exec(address.slice(Math.max(end - 34, 0), end))
      if (reference === null) break
      end -= reference[0].length - 1
    } else if (last === ')' && open < 0) open += 1
    else if (!/[?!.,:*_~'"]/.test(last)) break
  }
  return address.slice(0, end)
}

/**
 * The bare address at `at` (GFM, "Autolinks (extension)").
 * @param isInBrackets a `]` ends it then
 */
export function literalAt(text: string, at: number, isInBrackets: boolean): Autolink | null {
  ADDRESS.lastIndex = at
  const match = ADDRESS.exec(text)
  if (match === null) {
    MAIL.lastIndex = at
    const mail = MAIL.exec(text)?.[0].replace(/\.$/, '')
    if (mail === undefined || /[-_]$/.test(mail)) return null
    return { text: mail, href: `mailto:${mail}`, end: at + mail.length }
  }
  const whole = match[0].split(FULL_WIDTH_MARK, 1)[0]?.split('**', 1)[0] ?? ''
  const shown = trimEnd((isInBrackets ? whole.split(']', 1)[0] : whole) ?? '')
  const hasScheme = match[1] !== undefined
  const rest = hasScheme ? shown.slice(shown.indexOf('://') + 3) : shown
  const domain = DOMAIN.exec(rest)?.[0] ?? ''
  if (domain === '' || (!hasScheme && !/^www\.[^.]/i.test(domain))) return null
  if (/_[^.]*(?:\.[^.]*)?$/.test(domain)) return null
  const href = encodeAddress((hasScheme ? shown : `http://${shown}`).replace(/\\/g, '\\\\'))
  return { text: shown, href, end: at + shown.length }
}
