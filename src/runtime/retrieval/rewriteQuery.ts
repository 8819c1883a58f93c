/** Words that make a question of what is asked for, and say nothing of it. */
const ENGLISH =
  /\b(?:please|kindly|(?:can|could|would|will) (?:you|i|we)|tell me|show me|give me|explain(?: to me)?|find(?: me)?|i (?:want|need|would like|'d like) to (?:know|find|see|understand)|i(?:'m| am) looking for|do you know|what(?:'s| is| are| was| were| does| do| did)?|which|who(?:'s| is| are| was)?|whom|whose|when(?: is| was| did| does| do)?|where(?: is| are| was| were| do| does| did)?|why(?: is| are| was| were| do| does| did)?|how(?: (?:many|much|do|does|did|can|could|should|is|are|to))?|is there|are there|there is|there are|an?|the|of|about|my|your|our|me|i|you|we|it|its|this|that|these|those|does|do|did)\b/giu
const CHINESE =
  /^请(?:问|(?![假求示柬帖客愿战款]))|请告诉我|告诉我|请帮我|帮我|麻烦你?|你?能不能|能否|可不可以|可以告诉我|我?想(?:知道|了解)|我要找|是?什么时候|什么是|是什么|有什么|为什么|什么|怎么样|怎么办|怎样|怎么|如何|哪里|哪儿|有?哪些|哪一?个|多少|是否|有没有|是不是|(?<=[看查问找说讲]|介绍|解释|说明|总结|分析|了解|比较)一下|关于|[吗呢吧啊](?=\p{P}|\s|$)/gu
/** What ends a sentence or a clause. */
const MARKS = /[?!？！。，,;；]+|\.(?=\s|$)/gu

/**
 * A question as what is looked for: without question words, politeness and small words, in English and Chinese; the same question
 * always gives the same. One that consists of nothing else stays as it is.
 */
export function rewriteQuery(query: string): string {
  const rewritten = query
    .replaceAll('’', "'")
    .replaceAll(CHINESE, ' ')
    .replaceAll(MARKS, ' ')
    .replaceAll(ENGLISH, (word, at: number) => (isName(word, at, query) ? word : ' '))
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return rewritten === '' ? query : rewritten
}

/** Whether it is no small word but a name: WHO, IT; the A of a vitamin. */
function isName(word: string, at: number, query: string): boolean {
  if (word === 'A') return at > 0
  return /^\p{Lu}{2,}$/u.test(word) && /\p{Ll}/u.test(query)
}
