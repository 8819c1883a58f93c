/** What Markdown means to us: plain data, never changed. What equals a part of an earlier parse is that very object. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'strikethrough'; children: readonly Inline[] }
  | { type: 'code'; text: string }
  /** `href` is what the text says, whatever its scheme: who makes an `<a>` of it asks `linkAddress` first. */
  | { type: 'link'; href: string; title: string | null; children: readonly Inline[] }
  /** A link to what belongs to the message itself, such as a passage that it cites: the so-manieth of these. */
  | { type: 'mark'; index: number; children: readonly Inline[] }
  /** `source` is what the text says: who shows it asks `imageSource` first. */
  | { type: 'image'; source: string; alt: string; title: string | null }
  /** `isOpen`: its closing mark has not arrived yet. */
  | { type: 'math'; tex: string; isDisplay: boolean; isOpen: boolean }
  | { type: 'footnote-reference'; label: string }
  | { type: 'break' }
  /** A raw tag or comment, to be shown as the text that it is. */
  | { type: 'html'; text: string }

interface BlockBase {
  /** Stable among its siblings while text is appended: the offset in the document, or the index within its parent. */
  key: number
  /** The text still grows here. True for the last block of a stream, and for the last one within that. */
  isOpen: boolean
}

export interface CodeBlock {
  type: 'code'
  /** The first word of `info`. */
  language: string
  /** All that stands after the opening fence. */
  info: string
  /**
   * Runs of at most 16 lines and 8,192 characters, in order; their text is {@link codeText}. While code grows, all
   * but the last stay the same strings.
   */
  chunks: readonly string[]
  /** Its end has been seen. Indented code always is. */
  isClosed: boolean
}

export type Block = BlockBase &
  (
    | { type: 'paragraph'; children: readonly Inline[] }
    /** The text of a tight list item: a paragraph without its margins. */
    | { type: 'tight'; children: readonly Inline[] }
    | { type: 'heading'; depth: number; children: readonly Inline[] }
    | CodeBlock
    /** `isClosed`: its end mark has arrived. */
    | { type: 'math'; tex: string; isClosed: boolean }
    | { type: 'quote'; children: readonly Block[] }
    | { type: 'list'; isOrdered: boolean; start: number; isLoose: boolean; items: readonly ListItem[] }
    | { type: 'table'; align: readonly ColumnAlign[]; head: TableRow; rows: readonly TableRow[] }
    | { type: 'footnote'; label: string; children: readonly Block[] }
    | { type: 'html'; text: string }
    | { type: 'rule' }
  )

export interface ListItem extends BlockBase {
  /** `null`: not a task. */
  isChecked: boolean | null
  isLoose: boolean
  children: readonly Block[]
}

export type ColumnAlign = 'left' | 'center' | 'right' | null

export interface TableRow extends BlockBase {
  cells: readonly TableCell[]
}

export interface TableCell {
  align: ColumnAlign
  children: readonly Inline[]
}

/** The text of a code block, without the line break at its end. */
export const codeText = (code: CodeBlock): string => code.chunks.join('')
