/** `【4:0†notes.pdf】`: the first result of the run's fifth step. */
const MARK = /^【\d{1,4}:\d{1,4}†[^【】]{0,300}】/u
/** What may yet become one. */
const BEGUN_MARK = /^【(\d{0,4}|\d{1,4}:\d{0,4}|\d{1,4}:\d{1,4}†[^【】]{0,300})$/u

/** The mark by which a passage is cited. */
export function citationMark(step: number, result: number, filename: string): string {
  return `【${step}:${result}†${filename.slice(0, 300).replaceAll(/[【】†]/gu, '_')}】`
}

/** A piece of an answer: plain text, or the mark of a passage in a file. */
export interface MarkedText {
  text: string
  fileId: string | null
}

export interface MarkReader {
  /** Takes a piece of the text, and gives what can be said of it: what may be the beginning of a mark is held back. */
  take: (text: string) => MarkedText[]
  /** Gives what was held back to the end. */
  finish: () => MarkedText[]
}

/** Finds the marks in a text that comes in pieces. A mark that stands for no file was made up by the model, and is left out. */
export function createMarkReader(fileOf: (mark: string) => string | null): MarkReader {
  let held = ''

  function take(text: string): MarkedText[] {
    held += text
    const said: MarkedText[] = []
    let plain = ''
    for (;;) {
      const at = held.indexOf('【')
      plain += at === -1 ? held : held.slice(0, at)
      held = at === -1 ? '' : held.slice(at)
      if (held === '' || BEGUN_MARK.test(held)) break
      const mark = MARK.exec(held)?.[0]
      const fileId = mark === undefined ? null : fileOf(mark)
      if (mark === undefined) plain += '【'
      else if (fileId !== null) {
        said.push({ text: plain, fileId: null }, { text: mark, fileId })
        plain = ''
      }
      held = held.slice(mark?.length ?? 1)
    }
    return [...said, { text: plain, fileId: null }].filter((piece) => piece.text !== '')
  }

  return {
    take,
    finish() {
      const rest = held
      held = ''
      return rest === '' ? [] : [{ text: rest, fileId: null }]
    },
  }
}
