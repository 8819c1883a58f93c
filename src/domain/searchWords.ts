/** Scripts that put no space between words; with them the sign that lengthens a Japanese vowel. */
const UNSPACED =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]'
const SPACED = `[[\\p{L}\\p{M}\\p{N}_]--${UNSPACED}]+`
/** A stretch of unspaced script; or of others what holds together: a word, a number, a name in code, an address, C++. */
const STRETCHES = new RegExp(
  `(${UNSPACED}+)|${SPACED}(?:[\\-.'’]${SPACED})*(?:(?:\\+\\+|#)(?!${SPACED}))?`,
  'gv',
)
const IS_COMPOUND = /[^\p{L}\p{M}]|\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u
/** Where a name in code falls apart: at signs, at a capital (`runId`, `HTTPServer`), between letters and digits. */
const SEAMS =
  /[^\p{L}\p{M}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{N})(?=\p{L})|(?<=\p{L})(?=\p{N})/u
/** The last sign of C++ and C#, where it is one. */
const IS_LANGUAGE = /[+#]$/
const ACCENTS = /[\u0300-\u036f]/gu
const POSSESSIVE = /'s$/iu
/** Signs of which two neighbours say something; two of hiragana are mostly an ending or a particle. */
const HAS_MEANING = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}]/u
const HANGUL = /^\p{Script=Hangul}{3,}$/u
/** Longer ones are no words (encoded data): they are cut there, and not taken apart. */
const MAX_LENGTH = 64
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * The words of a text by which it is searched, in about its order; the same for a passage and for a question. Names in code are there
 * as a whole and in their parts; English plurals as their singular, letters with accents also without. Of scripts without spaces there are the words, as `Intl.Segmenter`
 * knows them, and neighbouring pairs of signs (of Korean too), so that a question finds a text that was divided in another way.
 */
export function searchWords(text: string): string[] {
  const words: string[] = []
  for (const [stretch, unspaced] of text.normalize('NFKC').matchAll(STRETCHES)) {
    if (unspaced === undefined) addSpaced(words, stretch)
    else addUnspaced(words, unspaced)
  }
  return words
}

function addSpaced(words: string[], stretch: string): void {
  if (stretch.length > MAX_LENGTH) {
    words.push(stretch.slice(0, MAX_LENGTH).toLowerCase())
    return
  }
  const whole = stretch.replaceAll('’', "'").replace(POSSESSIVE, '')
  if (!IS_COMPOUND.test(whole)) {
    addWord(words, whole)
    // Korean endings are written together with their word.
    if (HANGUL.test(whole)) addPairs(words, whole, new Set())
    return
  }
  const parts = whole.split(SEAMS).filter((part) => part !== '')
  // Of "2024" and of "_x_" there is but one part.
  if (parts.length !== 1 || IS_LANGUAGE.test(whole)) words.push(whole.toLowerCase())
  for (const part of parts) addWord(words, part)
}

function addWord(words: string[], written: string): void {
  const word = singular(written.toLowerCase())
  words.push(word)
  if (/^[a-z0-9]*$/.test(word)) return
  const plain = word.normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC')
  if (plain !== word) words.push(singular(plain))
}

function addUnspaced(words: string[], stretch: string): void {
  const pairs = new Set<number>()
  for (const { segment, index } of segmenter.segment(stretch)) {
    words.push(segment)
    if (segment.length === 2) pairs.add(index)
  }
  addPairs(words, stretch, pairs)
}

/** All neighbouring pairs but those that begin at `known`. */
function addPairs(words: string[], stretch: string, known: ReadonlySet<number>): void {
  let [before, at] = ['', 0]
  for (const sign of stretch) {
    const pair = before + sign
    if (before !== '' && !known.has(at) && HAS_MEANING.test(pair)) words.push(pair)
    at += before.length
    before = sign
  }
}

/** Harman's "S stemmer" (How effective is suffixing?, 1991), and `-es` after a hiss; good enough for both sides of a search. */
function singular(word: string): string {
  if (!/^[a-z]{3,}s$/.test(word) || /(?:[ius]s)$/.test(word)) return word
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
