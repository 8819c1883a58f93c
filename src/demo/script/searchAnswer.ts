import * as v from 'valibot'
import type { Ask } from './ask.ts'
import { featuresOf, keywordsOf, translated } from './keywords.ts'

const resultsSchema = v.looseObject({
  results: v.array(v.looseObject({ cite: v.string(), file: v.string(), text: v.string() })),
})

/** A sentence of a passage, and the mark that cites the passage. */
export interface Quotation {
  text: string
  cite: string
  file: string
}

const MOST_QUOTATIONS = 3
/** Of the best quotation's score: what is below it has only a word in common by chance. */
const NEAR_THE_BEST = 0.6
/** Of the words that are looked for. */
const LEAST_SHARE = 1 / 3
const LONGEST = 400

const ASKS_FOR_A_NUMBER = /\bhow (many|much|long|old|far|high|big|often)\b|\bwhen\b|多少|几|多[长久高大远]/i
const ASKS_FOR_ALL = /\b(summar|overview|describe|about|content)|总结|概括|概述|介绍|内容|讲了?(些)?什么/i

/** What to look for: the words of the question, and those of them that are known in the other language. */
export function queriesFor({ text, language }: Ask): string[] {
  const keywords = keywordsOf(text)
  if (keywords.length === 0) return [text.trim() === '' ? '*' : text.trim()]
  const others = translated(text, language)
  return [keywords.join(' '), ...(others.length > 0 ? [others.join(' ')] : [])]
}

/** The sentences of search results that fit the question best, the best first; none where nothing fits. */
export function quotationsFor(outputs: readonly string[], ask: Ask): Quotation[] {
  const sentences = outputs.flatMap(resultsIn).flatMap((result) =>
    sentencesOf(result.text).map((text) => ({
      text,
      cite: result.cite,
      file: result.file,
      features: featuresOf(text),
    })),
  )
  const weightOf = (feature: string): number => {
    const count = sentences.filter(({ features }) => features.has(feature)).length
    return Math.log(1 + sentences.length / count)
  }
  const own = featuresOf(keywordsOf(ask.text).join(' '))
  const other = featuresOf(translated(ask.text, ask.language).join(' '))
  const scored = sentences
    .map((sentence) => ({ ...sentence, ...scoreOf(sentence, { own, other, weightOf, ask }) }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .toSorted((a, b) => b.score - a.score)
  const top = scored[0]?.score ?? 0
  const fitting = scored.filter(({ score }) => score >= top * NEAR_THE_BEST)
  const isGeneral = own.size === 0 || (fitting.length === 0 && ASKS_FOR_ALL.test(ask.text))
  return unique(isGeneral ? openings(sentences) : fitting).slice(0, MOST_QUOTATIONS)
}

/** Answers from what the search has found, each quotation with the mark that cites it. */
export function answerFromSearch(outputs: readonly string[], ask: Ask): string {
  const quotations = quotationsFor(outputs, ask)
  const isChinese = ask.language === 'zh'
  if (quotations.length === 0) {
    return isChinese
      ? '我在文件里查过了，没有找到能回答这个问题的内容。'
      : 'I searched the files, and found nothing in them that answers this.'
  }
  const quoted = quotations.map(({ text, cite }) => `> ${escaped(clipped(text))} ${cite}`).join('\n>\n')
  return isChinese
    ? `文件里和这个问题最相关的原文是：\n\n${quoted}\n\n我只会查找并引用原文，不会理解它；换成真正的模型就能读懂了。`
    : `This is what the files say:\n\n${quoted}\n\nI look words up and quote. A real model would understand them too.`
}

function resultsIn(output: string): v.InferOutput<typeof resultsSchema>['results'] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), resultsSchema), output)
  return parsed.success ? parsed.output.results : []
}

/**
 * Lines that a page's width has broken are joined; rows of a table are shown without their signs, and without the row that names the
 * columns; of links and tags only the words are left, as an address is no answer.
 */
function sentencesOf(text: string): string[] {
  return text
    .replace(/^\|.*\n(?=\|[\s:|-]+$)/gmu, '')
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, '$1')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/(?<![.!?:。！？：|\n])\n(?=\p{Ll})/gu, ' ')
    .split(/(?<=[.!?]["”’)]?)\s+|(?<=[。！？][”’）]?)(?![”’）])|\n+/u)
    .map((sentence) => asProse(sentence.trim()))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

function asProse(line: string): string {
  if (line.startsWith('|'))
    return line
      .replace(/^\||\|$/g, '')
      .replace(/\s*\|\s*/g, ' · ')
      .trim()
  return line.replace(/^#{1,6}\s+/, '')
}

interface Scoring {
  own: ReadonlySet<string>
  other: ReadonlySet<string>
  weightOf: (feature: string) => number
  ask: Ask
}

function scoreOf(
  { text, features }: { text: string; features: ReadonlySet<string> },
  { own, other, weightOf, ask }: Scoring,
): { score: number; share: number } {
  const shared = [...own].filter((feature) => features.has(feature))
  const sharedOther = [...other].filter((feature) => features.has(feature))
  const score = [...shared, ...sharedOther].reduce((sum, feature) => sum + weightOf(feature), 0)
  // A heading has the words of the question, but not the answer.
  const isWhole = /[.!?。！？;；·]["”’)）]?$|·/u.test(text)
  const hasWantedNumber = ASKS_FOR_A_NUMBER.test(ask.text) && /\d|[一二三四五六七八九十百千万]/.test(text)
  return {
    score: score * (isWhole ? 1 : 0.6) * (hasWantedNumber ? 1.3 : 1),
    share: Math.max(shared.length / Math.max(own.size, 1), sharedOther.length / Math.max(other.size, 1)),
  }
}

/** The first whole sentence of each file. */
function openings<T extends Quotation>(sentences: T[]): T[] {
  const whole = sentences.filter(({ text }) => /[.!?。！？]/.test(text))
  return (whole.length > 0 ? whole : sentences).filter(
    ({ file }, index, all) => all.findIndex((other) => other.file === file) === index,
  )
}

function unique<T extends Quotation>(sentences: T[]): T[] {
  return sentences.filter(({ text }, index) => sentences.findIndex((other) => other.text === text) === index)
}

function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** Keeps a quoted text from being read as Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>$~|]/g, '\\$&').replace(/^([#+-]|\d+\.)(?=\s)/, '\\$1')
}
