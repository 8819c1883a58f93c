import { Tokenizer, type Tokens } from 'marked'
import { CJK_END, FULL_WIDTH_MARK } from './characters.ts'

const MARK_AFTER_RUN = /^(?:\*+|~~)(?!\*|~)[\p{P}\p{S}]/u

/** CommonMark asks for a space before `**“`; Chinese and Japanese text has none there. */
const previousAsMeant = (src: string, previous: string): string =>
  MARK_AFTER_RUN.test(src) && CJK_END.test(previous) ? ' ' : previous

/**
 * marked looks for the end of every `*`, `_` and `~~` up to the end of the paragraph, which in a hostile one takes
 * minutes. Looking this far (characters times characters) reaches the end of any paragraph of 2,000 characters.
 */
const REACH = 4_000_000

/** What may hold the end of a mark at the start of `src`, plain and masked. */
function withinReach(src: string, masked: string): [src: string, masked: string] {
  const reach = Math.ceil(REACH / masked.length)
  return [src.slice(0, reach), masked.slice(masked.length - src.length).slice(0, reach)]
}

/** marked's tokenizer, kinder to CJK text and to `3~5`, and without state that leaks from block to block. */
export class ChatTokenizer extends Tokenizer {
  override emStrong(src: string, masked: string, previous = ''): Tokens.Em | Tokens.Strong | undefined {
    return super.emStrong(...withinReach(src, masked), previousAsMeant(src, previous))
  }

  override del(src: string, masked: string, previous = ''): Tokens.Del | undefined {
    // A single tilde is "about" or "to" in much of the world (`3~5 天，6~8 天`), not a strikethrough.
    if (!src.startsWith('~~')) return undefined
    return super.del(...withinReach(src, masked), previousAsMeant(src, previous))
  }

  /** HTML is shown as text, so an `<a>` or a `<pre>` that stays open means nothing for what follows. */
  override tag(src: string): Tokens.Tag | undefined {
    if (!src.startsWith('<')) return undefined
    const raw = this.rules.inline.tag.exec(src)?.[0]
    return raw === undefined
      ? undefined
      : { type: 'html', raw, text: raw, block: false, inLink: false, inRawBlock: false }
  }

  override url(src: string): Tokens.Link | undefined {
    const link = super.url(src)
    const end = link?.raw.search(FULL_WIDTH_MARK) ?? -1
    if (link === undefined || end === -1) return link
    const text = link.raw.slice(0, end).replace(/[?!.,:;*_'"~)]+$/, '')
    const href = link.href.slice(0, text.length - link.raw.length)
    return { ...link, raw: text, text, href, tokens: [{ type: 'text', raw: text, text }] }
  }
}
