const isBlankCode = (code: number): boolean => code === 0x20 || code === 0x09

/** One line, read from the left column by column; tabs reach to the next multiple of four (CommonMark 2.2). */
export class Line {
  readonly text: string
  readonly offset: number
  readonly isLong: boolean
  position = 0
  column = 0
  /** The tab at `position` has been used in part. */
  private isTabOpen = false

  /**
   * @param text without its line break
   * @param offset where it begins in the document
   * @param isLong it goes on: too long to be anything but text
   */
  constructor(text: string, offset: number, isLong: boolean) {
    this.text = text
    this.offset = offset
    this.isLong = isLong
  }

  private look(): { position: number; column: number } {
    let { position, column } = this
    for (; position < this.text.length; position += 1) {
      const code = this.text.charCodeAt(position)
      if (!isBlankCode(code)) break
      column += code === 0x09 ? 4 - (column % 4) : 1
    }
    return { position, column }
  }

  /** How many columns of space come next. */
  get indent(): number {
    return this.look().column - this.column
  }

  get isBlank(): boolean {
    return this.look().position === this.text.length
  }

  /** The text from the next character that is no space. */
  get content(): string {
    return this.text.slice(this.look().position)
  }

  /** The text from here, with what is left of a tab as spaces. */
  get rest(): string {
    if (!this.isTabOpen) return this.text.slice(this.position)
    return ' '.repeat(4 - (this.column % 4)) + this.text.slice(this.position + 1)
  }

  skipSpaces(): void {
    const { position, column } = this.look()
    this.position = position
    this.column = column
    this.isTabOpen = false
  }

  skipCharacters(count: number): void {
    this.position += count
    this.column += count
    this.isTabOpen = false
  }

  /** Skips up to so many columns of space. */
  skipColumns(count: number): void {
    for (let left = count; left > 0 && this.isAtSpace;) {
      const width = this.text[this.position] === '\t' ? 4 - (this.column % 4) : 1
      const used = Math.min(width, left)
      this.column += used
      this.isTabOpen = used < width
      if (!this.isTabOpen) this.position += 1
      left -= used
    }
  }

  get isAtSpace(): boolean {
    return this.position < this.text.length && isBlankCode(this.text.charCodeAt(this.position))
  }
}
