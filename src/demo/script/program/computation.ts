import type { Ask } from '../ask.ts'
import { keywordsOf } from '../keywords.ts'
import { takeGrouping, wishesIn, withoutWishes } from './wishes.ts'
import type { Wishes } from './wishes.ts'

/** What is to be computed, as the question says it, and what it goes on with. */
export interface Computation {
  wishes: Wishes
  /** The word for a column that is grouped or ordered by. */
  by: string | null
  /** The question without all of that: it names columns and rows. */
  subject: string
  /** The same of the questions that it goes on with: it holds where `subject` says nothing else. `null` where it begins anew. */
  earlierSubject: string | null
  /** All of the questions, the newest first. */
  said: readonly string[]
}

const FOLLOW_UP =
  /^\s*(?:and|now|then|next|what about|how about|same|also|ok(?:ay)?|instead|by|per|group(?:ed)? by|as an?)\b|^\s*(?:那么?|再|然后|接着|换成|改成|还有|同样|现在|按|分|每个)|呢[？?。\s]*$/i
const LONGEST_FOLLOW_UP = 80
/** Such a question asks for something else, unless it says what to compute. */
const OTHER_QUESTION = /\b(?:who|why|where|when|is|are|does|do|did|says?)\b|谁|为什么|怎么|哪|吗/i

/**
 * What a question wants computed; `and by region?` goes on with the question before. `null` where nothing is to be computed.
 * @param names of files, which say nothing of columns
 */
export function computationIn(
  { text, earlier }: Pick<Ask, 'text' | 'earlier'>,
  names: readonly string[],
): Computation | null {
  const before = earlier.reduce<Computation | null>((known, said) => {
    const next = nextComputation(known, said, names)
    // Thanks do not end what is spoken of.
    return next ?? (keywordsOf(said).length === 0 ? known : null)
  }, null)
  return nextComputation(before, text, names)
}

function nextComputation(
  before: Computation | null,
  text: string,
  names: readonly string[],
): Computation | null {
  const bare = names.reduce((rest, name) => rest.replaceAll(name, ' '), text)
  const wishes = wishesIn(bare)
  const { by, rest } = takeGrouping(bare)
  const subject = withoutWishes(rest)
  const isOther = wishes === null && by === null && OTHER_QUESTION.test(text)
  if (before === null || isOther || text.length > LONGEST_FOLLOW_UP || !FOLLOW_UP.test(text)) {
    return wishes === null ? null : { wishes, by, subject, earlierSubject: null, said: [text] }
  }
  return {
    wishes: wishes === null ? before.wishes : withMeasures(wishes, before.wishes),
    by: by ?? before.by,
    subject,
    earlierSubject: `${before.subject} ${before.earlierSubject ?? ''}`,
    said: [text, ...before.said],
  }
}

/** `Now plot it` plots what was computed. */
function withMeasures(wishes: Wishes, before: Wishes): Wishes {
  const isBare = wishes.measures.length === 0 && (wishes.isPlotted || wishes.isSorted)
  return isBare ? { ...wishes, measures: before.measures } : wishes
}
