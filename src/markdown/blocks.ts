/** What Markdown means to us: plain data, frozen once its block is finished. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'strikethrough'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; href: string; title: string | null; children: Inline[] }
  /** A link to what belongs to the message itself, such as a passage that it cites: the so-manieth of these. */
  | { type: 'mark'; index: number; children: Inline[] }
  | { type: 'image'; source: string; alt: string; title: string | null }
  /** `isOpen`: its closing mark has not arrived yet. */
  | { type: 'math'; tex: string; isDisplay: boolean; isOpen: boolean }
  | { type: 'footnote-reference'; label: string }
  | { type: 'break' }

interface BlockBase {
  /** Stable among its siblings while text is appended: the offset in the document, or the index within its parent. */
  key: number
  /** The text still grows here. True for the last block of a stream, and for the last one within that. */
  isOpen: boolean
}

export type Block = BlockBase &
  (
    | { type: 'paragraph'; children: Inline[] }
    /** The text of a tight list item: a paragraph without its margins. */
    | { type: 'tight'; children: Inline[] }
    | { type: 'heading'; depth: number; children: Inline[] }
    | { type: 'code'; language: string; text: string; isClosed: boolean }
    | { type: 'math'; tex: string }
    | { type: 'quote'; children: Block[] }
    | { type: 'list'; isOrdered: boolean; start: number; isLoose: boolean; items: ListItem[] }
    | { type: 'table'; align: ColumnAlign[]; head: TableRow; rows: TableRow[] }
    | { type: 'footnote'; label: string; children: Block[] }
    | { type: 'html'; text: string }
    | { type: 'rule' }
  )

export interface ListItem extends BlockBase {
  /** `null`: not a task. */
  isChecked: boolean | null
  isLoose: boolean
  children: Block[]
}

export type ColumnAlign = 'left' | 'center' | 'right' | null

export interface TableRow extends BlockBase {
  cells: { align: ColumnAlign; children: Inline[] }[]
}
