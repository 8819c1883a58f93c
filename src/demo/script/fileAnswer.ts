import type { TextFile } from '../conversation.ts'
import type { Ask } from './ask.ts'
import { COMMON_WORDS } from './keywords.ts'
import { countWords } from './language.ts'
import type { Language } from './language.ts'

const ABOUT_A_FILE =
  /\b(file|document|attachment|line|heading|outline|csv|column)s?\b|文件|文档|附件|第.{1,6}行|哪.{0,2}行|几行|多少行|标题|目录|大纲/i
const SHOWN_LINES = 8

/** Answers a question about an attached text file by looking into it; `null` if no file is asked about. */
export function answerAboutFiles(ask: Ask): string | null {
  const files =
    ask.files.length > 0 ? ask.files : ABOUT_A_FILE.test(ask.text) ? ask.knownFiles.slice(0, 1) : []
  if (files.length === 0) return null
  return files.map((file) => answerAbout(file, ask)).join('\n\n')
}

function answerAbout(file: TextFile, { text, language }: Ask): string {
  const lines = file.text.split(/\r?\n/)
  const numbered = lineNumberIn(text, lines.length)
  if (numbered !== null) return quoteLine(file, lines, numbered, language)
  const wanted = wantedIn(text)
  if (wanted !== null) return mentions(file, lines, wanted, language)
  const isOverview =
    /summar|overview|describe|what('s| is) (in|this)|tell me about|总结|概括|概述|介绍|内容|是什么/i.test(
      text,
    )
  const best = isOverview ? [] : bestLines(lines, text)
  return best.length > 0 ? lookup(file, lines, best, language) : report(file, lines, language)
}

/** The line that a question names: `line 12`, `第12行`, `first line`, `最后一行`. */
function lineNumberIn(text: string, last: number): number | null {
  const named = /\bline (?:number )?(\d+)\b|第\s*(\d+)\s*行/i.exec(text)
  if (named !== null) return Number(named[1] ?? named[2])
  if (/\bfirst line\b|第一行|首行/i.test(text)) return 1
  if (/\blast line\b|最后一行|末行/i.test(text)) return last
  return null
}

function quoteLine(file: TextFile, lines: string[], number: number, language: Language): string {
  const line = lines[number - 1]
  if (line === undefined) {
    return language === 'zh'
      ? `\`${file.name}\` 只有 ${lines.length} 行，没有第 ${number} 行。`
      : `\`${file.name}\` has ${lines.length} lines, so there is no line ${number}.`
  }
  const head =
    language === 'zh' ? `\`${file.name}\` 第 ${number} 行：` : `Line ${number} of \`${file.name}\`:`
  return `${head}\n\n${quote([line])}`
}

/** What a question looks for: a quoted text, or what follows "mentions". */
function wantedIn(text: string): string | null {
  const quoted = /["“「『'‘]([^"”」』'’]{1,80})["”」』'’]/u.exec(text)?.[1]
  if (quoted !== undefined) return quoted
  const after =
    /\b(?:mention(?:s|ed|ing)?|contain(?:s|ing)?|refers? to|say(?:s)? (?:anything )?about|where is|find)\s+(?:the (?:word|name|phrase) )?([^?.,!\n]{1,60})/i
  const afterZh = /(?:提到|提及|包含|含有|出现|写到|说到|查找|找出?)(?:了|过)?\s*([^的？?。，,！!\s]{1,30})/
  const found = (after.exec(text) ?? afterZh.exec(text))?.[1]?.trim()
  const bare = found?.replace(/\s+in (the|this|my)\b.*$/i, '').replace(/^(the|a|an)\s+/i, '')
  return bare === undefined || bare === '' ? null : bare
}

function mentions(file: TextFile, lines: string[], wanted: string, language: Language): string {
  const needle = wanted.toLowerCase()
  const found = lines.flatMap((line, index) => (line.toLowerCase().includes(needle) ? [index] : []))
  if (found.length === 0) {
    return language === 'zh'
      ? `\`${file.name}\` 共 ${lines.length} 行，没有一行提到“${wanted}”。`
      : `None of the ${lines.length} lines of \`${file.name}\` mentions “${wanted}”.`
  }
  const numbers = found.map((index) => index + 1)
  const where = shownNumbers(numbers, language)
  const head =
    language === 'zh'
      ? `\`${file.name}\` 里有 ${found.length} 行提到“${wanted}”：第 ${where} 行。`
      : `${found.length === 1 ? 'One line' : `${found.length} lines`} of \`${file.name}\` ${found.length === 1 ? 'mentions' : 'mention'} “${wanted}”: ${found.length === 1 ? 'line' : 'lines'} ${where}.`
  return `${head}\n\n${numberedQuotes(lines, found)}`
}

function shownNumbers(numbers: number[], language: Language): string {
  const shown = numbers.slice(0, SHOWN_LINES).join(language === 'zh' ? '、' : ', ')
  return numbers.length > SHOWN_LINES ? `${shown}…` : shown
}

/** The lines that share most words (or pairs of Chinese characters) with the question; none if nothing is shared. */
function bestLines(lines: string[], question: string): number[] {
  const words = wordsToFind(question)
  const scored = lines
    .map((line, index) => {
      const lower = line.toLowerCase()
      return { index, score: words.filter((word) => lower.includes(word)).length }
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
  const top = scored[0]?.score ?? 0
  return scored
    .filter(({ score }) => score === top)
    .slice(0, 3)
    .map(({ index }) => index)
}

function wordsToFind(question: string): string[] {
  const latin = (question.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []).filter(
    (word) => !COMMON_WORDS.has(word),
  )
  const han = (question.match(/\p{Script=Han}+/gu) ?? []).flatMap((run) =>
    Array.from({ length: Math.max(run.length - 1, 0) }, (_, index) => run.slice(index, index + 2)),
  )
  const asking = /^(什么|文件|这个|哪些|怎么|如何|为何|请问|一下|里面|多少|是谁)$/
  return [...new Set([...latin, ...han.filter((pair) => !asking.test(pair))])]
}

function lookup(file: TextFile, lines: string[], found: number[], language: Language): string {
  return language === 'zh'
    ? `我在 \`${file.name}\` 里逐行找了你问到的词，最接近的是：\n\n${numberedQuotes(lines, found)}\n\n我只会查找原文，不会理解它；换成真正的模型就能读懂了。`
    : `I looked through \`${file.name}\` for the words of your question. The closest ${found.length === 1 ? 'line is' : 'lines are'}:\n\n${numberedQuotes(lines, found)}\n\nI only look words up. A real model would understand them too.`
}

function report(file: TextFile, lines: string[], language: Language): string {
  const headings = lines.filter((line) => /^#{1,6}\s/.test(line)).map((line) => line.replace(/^#+\s*/, ''))
  const opening = lines.filter((line) => line.trim() !== '' && !/^#{1,6}\s/.test(line)).slice(0, 2)
  const count = (number: number): string => number.toLocaleString('en-US')
  const words = count(countWords(file.text))
  const facts =
    language === 'zh'
      ? [
          `**行数**：${count(lines.length)}`,
          `**字数**：${words}`,
          headings.length > 0 && `**标题**：${list(headings, '、')}`,
        ]
      : [
          `**Lines**: ${count(lines.length)}`,
          `**Words**: ${words}`,
          headings.length > 0 && `**Headings**: ${list(headings, ', ')}`,
        ]
  const bullets = facts.filter((fact) => fact !== false).map((fact) => `- ${fact}`)
  const [head, begins, tip] =
    language === 'zh'
      ? [
          `我读了 \`${file.name}\`：`,
          '开头是：',
          `可以接着问我“哪一行提到……”或“第 ${Math.min(3, lines.length)} 行是什么”，我会真的去查。`,
        ]
      : [
          `I went through \`${file.name}\`:`,
          'It begins:',
          `Ask me “which line mentions …” or “what is line ${Math.min(3, lines.length)}”, and I will really look it up.`,
        ]
  return [head, bullets.join('\n'), ...(opening.length > 0 ? [begins, quote(opening)] : []), tip].join('\n\n')
}

function list(entries: string[], comma: string): string {
  const shown = entries.slice(0, SHOWN_LINES).join(comma)
  return entries.length > SHOWN_LINES ? `${shown}…` : shown
}

function numberedQuotes(lines: string[], found: number[]): string {
  return found
    .slice(0, SHOWN_LINES)
    .map((index) => `> **${index + 1}** ${clipped(lines[index] ?? '')}`)
    .join('\n>\n')
}

function quote(lines: string[]): string {
  return lines.map((line) => `> ${clipped(line)}`).join('\n>\n')
}

/** Fits a line on the screen, and keeps it from being read as a heading or a list. */
function clipped(line: string): string {
  const text = line.trim().replace(/^([#>*+-]|\d+\.)(?=\s)/, '\\$1')
  return text.length > 240 ? `${text.slice(0, 240)}…` : text
}
