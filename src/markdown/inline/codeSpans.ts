/** The code spans of one text (CommonMark 6.1); each run of backticks is looked at once. */
export class CodeSpans {
  /** Where runs of a length begin, in order; those before the place that is read are taken out. */
  private runs: Map<number, number[]> | null = null

  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** The span at `at`; its `end` is -1 when a run of as many backticks as its first has (`length`) does not follow. */
  at(at: number): { text: string; length: number; end: number } {
    let contentStart = at
    while (this.text[contentStart] === '`') contentStart += 1
    const length = contentStart - at
    const starts = this.startsOf(length)
    while ((starts.at(-1) ?? Infinity) < contentStart) starts.pop()
    const close = starts.at(-1)
    if (close === undefined) return { text: '', length, end: -1 }
    const content = this.text.slice(contentStart, close).replaceAll('\n', ' ')
    const isPadded = content.startsWith(' ') && content.endsWith(' ') && content.trim() !== ''
    return { text: isPadded ? content.slice(1, -1) : content, length, end: close + length }
  }

  private startsOf(length: number): number[] {
    if (this.runs === null) {
      this.runs = new Map()
      for (const { 0: run, index } of [...this.text.matchAll(/`+/g)].reverse()) {
        const starts = this.runs.get(run.length) ?? []
        starts.push(index)
        this.runs.set(run.length, starts)
      }
    }
    return this.runs.get(length) ?? []
  }
}
