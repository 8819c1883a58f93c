import type { Language } from './language.ts'

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/))

/** English words that ask, greet or point, and say nothing of what is looked for. */
export const COMMON_WORDS = words(
  `a about according all also am an and answer any are as at attached attachment be been but by can cite contain contains
  could describe did do document documents does each every explain file files find for from get give good had has have he
  hello her hey hi his how i if in into is it its just know line lines look many may me mention mentioned mentions might
  morning much must my need no not of on one or our overview page pages pdf please question quote said say says search
  section shall she should show so some state states summarise summarize summary tell text than thank thanks that the
  their them then there these they this those to too upload uploaded us use using very want was we were what when where
  which who whom why will with would yes you your
  bye cheers doing goodbye great lot nice ok okay`,
)

const COMMON_WORDS_ZH = words(
  `的 了 是 在 有 和 与 或 及 吗 呢 吧 啊 呀 我 你 您 他 她 它 我们 你们 他们 这 那 这个 那个 这些 那些 这份 那份 份 里 里面 中 上 下 把 被 让 给 对 从 到 用
  什么 多少 哪 哪里 哪些 哪个 哪种 谁 怎么 怎样 如何 为何 为什么 几 请 请问 一下 一 个 条 页 文件 文档 附件 资料 内容 讲 说 写 提到 介绍 总结 概括 概述 根据
  告诉 关于 查 查找 查询 搜索 找 找出 看 看看 帮 帮忙 需要 想 知道 会 能 可以 应该 要 得 都 也 就 还 你好 您好 谢谢 多谢 早上好 早安 晚安 再见 好 好的`,
)

/** What is often asked about in documents and tables: English beside Chinese, to look for a word in both. */
const GLOSSARY = words(
  `age/年龄 amount/金额 average/平均 budget/预算 category/类别 city/城市 clause/条款 company/公司 contract/合同 cost/成本
  customer/客户 date/日期 deadline/截止 delivery/交付 department/部门 discount/折扣 fee/费用 holiday/假期 income/收入
  insurance/保险 interest/利息 invoice/发票 liability/责任 month/月份 name/姓名 notice/通知 order/订单 payment/付款
  penalty/违约金 period/期限 price/价格 product/产品 profit/利润 quantity/数量 quarter/季度 region/地区 rent/租金
  result/结果 revenue/收入 risk/风险 safety/安全 salary/工资 sales/销售 score/分数 speed/速度 tax/税 temperature/温度
  termination/终止 time/时间 unit/单价 warranty/保修 water/水 weight/重量 year/年份`,
)
const PAIRS = [...GLOSSARY].map((entry): [english: string, chinese: string] => {
  const [english = '', chinese = ''] = entry.split('/')
  return [english, chinese]
})

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })

/** The words of a question that say what is looked for, in their order, each once, in small letters. */
export function keywordsOf(question: string): string[] {
  const all = [...SEGMENTER.segment(question.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment }) => segment)
  return [...new Set(all.filter((word) => !COMMON_WORDS.has(word) && !COMMON_WORDS_ZH.has(word)))]
}

/** The same words in the other language, as far as the glossary has them. */
export function translated(question: string, language: Language): string[] {
  const asked = new Set(keywordsOf(question).map(stem))
  return language === 'zh'
    ? PAIRS.filter(([, chinese]) => question.includes(chinese)).map(([english]) => english)
    : PAIRS.filter(([english]) => asked.has(stem(english))).map(([, chinese]) => chinese)
}

/** What two texts are compared by: English words without their endings, numbers, and pairs of Chinese characters. */
export function featuresOf(text: string): Set<string> {
  const features = new Set<string>()
  for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)) {
    if (!/^\p{Script=Han}/u.test(word)) features.add(stem(word))
    else if (word.length === 1) features.add(word)
    else for (let index = 1; index < word.length; index += 1) features.add(word.slice(index - 1, index + 1))
  }
  return features
}

/** An English word without the endings of plurals and verbs; no more than is needed to compare. */
function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word
  const bare = word.replace(/(?:ies|(?<![aeiou])y)$/, 'i').replace(/(?:ing|ed|es|s|e)$/, '')
  return bare.length < 3 ? word : bare
}
