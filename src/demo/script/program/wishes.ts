/** What a question wants computed. */
export const MEASURES = ['count', 'sum', 'mean', 'median', 'min', 'max', 'stdev'] as const
export type Measure = (typeof MEASURES)[number]

export interface Wishes {
  measures: Measure[]
  isSorted: boolean
  isAscending: boolean
  /** How many rows to show of what is sorted. */
  most: number
  isPlotted: boolean
  isLine: boolean
  /** Whether how often a row is there is asked, and nothing of its numbers. */
  isCounted: boolean
}

const PATTERNS: Record<Measure, RegExp> = {
  count:
    /\bhow many\b|\bcount(ing|s)?\b|\bnumber of\b|多少(行|条|个|次|笔|人|名)|几(行|条|个|次|笔|人|名)|计数|数一下|行数|条数/i,
  sum: /\bsum\b|\btotals?\b|\badd(ed)? up\b|\baltogether\b|总和|求和|合计|总计|总共|一共|总(?=额|量|数|价|收入|销售|金额|成本)/i,
  mean: /\bmeans?\b|\baverages?\b|\bavg\b|平均|均值/i,
  median: /\bmedian\b|中位数/i,
  min: /\bmin(imum)?\b|\b(low|small|cheap)est\b|最小|最低|最少|最便宜/i,
  max: /\bmax(imum)?\b|\b(high|larg|bigg|great)est\b|\bmost expensive\b|最大|最高|最多|最贵/i,
  stdev: /\bstandard deviations?\b|\bstd(ev)?\b|标准差/i,
}
const DESCRIBED =
  /\bstat(istic)?s\b|\bdescribe\b|\bsummar(y|i[sz]e)\b|统计|描述|概括|总结|分析|\banaly[sz]e\b/i
const SORTED =
  /\bsort(ed|ing)?\b|\brank(ed|ing)?\b|\border(ed)? by\b|\btop \d+\b|\bbottom \d+\b|排序|排名|排列|前\s*\d+/i
const ASCENDING = /\bascending\b|\bbottom\b|\b(low|small|cheap)est first\b|升序|从小到大|从低到高/i
const PLOTTED =
  /\bplot(s|ted|ting)?\b|\b(bar |line )?charts?\b|\bgraphs?\b|\bhistograms?\b|\bvisuali[sz]e\b|\bdraw\b(?! (a |any )?conclusion)|画(?!家|面|廊|册)(个|一?张|一?幅|出|图|一下)?|图表|绘制|作图|柱状图|条形图|折线图|曲线/i
const LINE = /\b(line (chart|graph|plot)|trend|curve|over time)\b|折线|曲线|趋势|走势/i
const MOST_SHOWN = 10

/** Reads what a question wants computed of a table or of numbers; `null` where it wants nothing of the kind. */
export function wishesIn(text: string): Wishes | null {
  const named = MEASURES.filter((measure) => PATTERNS[measure].test(text))
  const isSorted = SORTED.test(text)
  const isPlotted = PLOTTED.test(text)
  const isDescribed = named.length === 0 && !isSorted && !isPlotted && DESCRIBED.test(text)
  if (named.length === 0 && !isSorted && !isPlotted && !isDescribed) return null
  const most = /\b(?:top|bottom) (\d+)\b|前\s*(\d+)/i.exec(text)
  return {
    measures: isDescribed ? [...MEASURES] : named,
    isSorted,
    isAscending: ASCENDING.test(text),
    most: Number(most?.[1] ?? most?.[2] ?? MOST_SHOWN),
    isPlotted,
    isLine: LINE.test(text),
    isCounted: named.length === 1 && named[0] === 'count',
  }
}

/** A question without the words that say what is to be computed: what is left names columns and rows. */
export function withoutWishes(text: string): string {
  return [...Object.values(PATTERNS), DESCRIBED, SORTED, ASCENDING, PLOTTED, LINE].reduce(
    (rest, pattern) => rest.replace(new RegExp(pattern.source, 'gi'), ' '),
    text,
  )
}

const BY =
  /\b(?:group(?:ed)? by|by|per|for each|for every|in each|of each)\s+(?:the\s+)?(?:(?:total|sum|mean|average|median|highest|lowest|number)\s+(?:of\s+)?(?:the\s+)?)?(?<by>[\p{L}_][\p{L}\p{N}_]*)/iu
const BY_ZH =
  /(?:按照?|分)(?<by>\p{Script=Han}{1,6}?|[\w ]+?)(?:来|分组|汇总|统计|计算|画|求|排|的|呢|，|,|？|\?|。|$)|[每各](?:一)?(?:个|种|类|名)?(?<each>\p{Script=Han}{1,4}?)(?:的|呢|？|\?|$)/u

/** The column that a question groups or orders by, and the question without it. */
export function takeGrouping(text: string): { by: string | null; rest: string } {
  const match = BY.exec(text) ?? BY_ZH.exec(text)
  const by = match?.groups?.['by'] ?? match?.groups?.['each']
  if (match === null || by === undefined) return { by: null, rest: text }
  return { by: by.trim().toLowerCase(), rest: text.replace(match[0], ' ') }
}
