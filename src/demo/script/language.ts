export type Language = 'en' | 'zh'

/** The same words in both languages. */
export type Words = Record<Language, string>

const HAN = /\p{Script=Han}/gu
const LATIN_WORD = /[A-Za-z]+/g

/**
 * The language that a text is written in: Chinese where there are at least as many Chinese characters as Latin words.
 * `null` for a text without either.
 */
export function languageOf(text: string): Language | null {
  if (/\bin english\b|用英[文语]|英[文语]回答/i.test(text)) return 'en'
  if (/\bin chinese\b|用中文|中文回答/i.test(text)) return 'zh'
  const han = text.match(HAN)?.length ?? 0
  const latin = text.match(LATIN_WORD)?.length ?? 0
  if (han + latin === 0) return null
  return han >= latin ? 'zh' : 'en'
}

/** Words of a text, a Chinese character counting as one. */
export function countWords(text: string): number {
  return text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}'’_-])+/gu)?.length ?? 0
}
