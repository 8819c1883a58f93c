import { MARK_SCHEME } from '@/domain/messageParts.ts'

/** The index of a mark of the message; `null` for any other address. */
export function markIndex(href: string): number | null {
  const digits = href.startsWith(MARK_SCHEME) ? href.slice(MARK_SCHEME.length) : ''
  return /^\d{1,6}$/.test(digits) ? Number(digits) : null
}

/** An address that a reply may link to: http, https or mailto, whole. `null` for anything else (`javascript:` …). */
export function linkAddress(href: string): string | null {
  if (!/^(?:https?:\/\/|mailto:)/i.test(href)) return null
  return URL.canParse(href) ? href : null
}

export type ImageSource =
  /** Bytes at hand; showing them tells nobody anything. */
  | { type: 'local'; url: string }
  /** On another host, which learns of the reader (and of what the address carries) when it is shown. */
  | { type: 'remote'; url: string; host: string }
  | { type: 'none' }

/** Where an image of a reply would come from. */
export function imageSource(source: string): ImageSource {
  if (/^data:image\//i.test(source) || /^blob:/i.test(source)) return { type: 'local', url: source }
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return { type: 'none' }
  return { type: 'remote', url: source, host: new URL(source).host }
}
