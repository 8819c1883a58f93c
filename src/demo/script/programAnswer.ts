import type { Ask } from './ask.ts'
import type { Language } from './language.ts'

const FILES_LINE = /^Files: (?=sandbox:)/
/** A traceback, or how the runtime says that a program did not come to its end. */
const FAILED =
  /^(Traceback \(most recent call last\):$|The program was stopped: |The interpreter could not run |Programs cannot be run )/m
/** How the runtime says that there are no logs. */
const SILENT = /^\(The program printed nothing\.\)$/
const IMAGES_LINE = /^Images: \d+\s*$/
const LONGEST_LOGS = 2000

const WORDS: Record<Language, Record<'result' | 'failed' | 'silent' | 'files' | 'figure', string>> = {
  en: {
    result: 'I wrote a small program and ran it. It says:',
    failed: 'The program that I wrote did not come to its end:',
    silent: 'The program has run, and printed nothing.',
    files: 'It wrote:',
    figure: 'It drew the figure that you see here.',
  },
  zh: {
    result: '我写了一小段程序并运行了它，结果是：',
    failed: '我写的程序没有运行完：',
    silent: '程序运行了，没有输出。',
    files: '它写出的文件：',
    figure: '它画的图就在这里。',
  },
}

/** Tells what a program has printed, written and drawn. */
export function answerFromProgram(output: string, { language }: Ask): string {
  const words = WORDS[language]
  const all = output.split('\n')
  const logs = all.filter((line) => !FILES_LINE.test(line) && !IMAGES_LINE.test(line))
  const printed = logs.join('\n').trim().replace(SILENT, '')
  const links = all.filter((line) => FILES_LINE.test(line)).flatMap(linksIn)
  const hasFigure = all.some((line) => IMAGES_LINE.test(line))
  const isFailed = FAILED.test(printed)
  return [
    ...(printed === ''
      ? links.length === 0 && !hasFigure
        ? [words.silent]
        : []
      : [isFailed ? words.failed : words.result, asResult(printed)]),
    ...(hasFigure ? [words.figure] : []),
    ...(links.length > 0 ? [words.files, links.map((link) => `- ${link}`).join('\n')] : []),
  ].join('\n\n')
}

/** One line in bold, more of them as they were printed. */
function asResult(printed: string): string {
  if (!printed.includes('\n') && printed.length < 120)
    return `**${printed.replace(/[\\`*_[\]<>$~|]/g, '\\$&')}**`
  const shown = printed.length > LONGEST_LOGS ? `${printed.slice(0, LONGEST_LOGS)}\n…` : printed
  const fence = '`'.repeat(Math.max(3, ...(shown.match(/`+/g) ?? []).map((run) => run.length + 1)))
  return `${fence}text\n${shown}\n${fence}`
}

function linksIn(line: string): string[] {
  return line
    .replace(FILES_LINE, '')
    .split(/[,\s]\s*(?=sandbox:)/)
    .map((address) => {
      const path = address.trim()
      const name = path.slice(path.lastIndexOf('/') + 1)
      return `[${name}](${encodeURI(path)})`
    })
}
