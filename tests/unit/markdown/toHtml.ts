import { parseBlocks } from '@/markdown/blockParser.ts'
import { type Block, codeText, type Inline } from '@/markdown/blocks.ts'

const TAGS = { strong: 'b', emphasis: 'i', strikethrough: 's' } as const

function inlineHtml(inline: Inline): string {
  switch (inline.type) {
    case 'text':
    case 'html':
      return inline.text
    case 'strong':
    case 'emphasis':
    case 'strikethrough':
      return `<${TAGS[inline.type]}>${inlinesHtml(inline.children)}</${TAGS[inline.type]}>`
    case 'code':
      return `<code>${inline.text}</code>`
    case 'link':
      return `<a ${inline.href}${inline.title === null ? '' : ` "${inline.title}"`}>${inlinesHtml(inline.children)}</a>`
    case 'image':
      return `<img ${inline.source} ${inline.alt}>`
    case 'mark':
      return `<mark ${inline.index}>${inlinesHtml(inline.children)}</mark>`
    case 'math':
      return `<${inline.isDisplay ? 'Math' : 'math'}${inline.isOpen ? ' open' : ''}>${inline.tex}</>`
    case 'footnote-reference':
      return `<note ${inline.label}>`
    case 'break':
      return '<br>'
  }
}

const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join('')

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${inlinesHtml(block.children)}</p>`
    case 'tight':
      return inlinesHtml(block.children)
    case 'heading':
      return `<h${block.depth}>${inlinesHtml(block.children)}</h${block.depth}>`
    case 'code':
      return `<pre${block.language && ` ${block.language}`}${block.isClosed ? '' : ' open'}>${codeText(block)}</pre>`
    case 'math':
      return `<Math${block.isClosed ? '' : ' open'}>${block.tex}</>`
    case 'quote':
      return `<q>${blocksHtml(block.children)}</q>`
    case 'list': {
      const start = block.isOrdered ? ` ${block.start}` : ''
      const items = block.items.map(
        ({ isChecked, children }) =>
          `<li${isChecked === null ? '' : isChecked ? ' done' : ' todo'}>${blocksHtml(children)}</li>`,
      )
      return `<list${start}>${items.join('')}</list>`
    }
    case 'table':
      return [block.head, ...block.rows]
        .map(
          ({ cells }) =>
            `<tr>${cells.map((cell) => `<td${cell.align ? ` ${cell.align}` : ''}>${inlinesHtml(cell.children)}`).join('')}`,
        )
        .join('')
    case 'footnote':
      return `<footnote ${block.label}>${blocksHtml(block.children)}</footnote>`
    case 'html':
      return `<html>${block.text}</html>`
    case 'rule':
      return '<hr>'
  }
}

/** Blocks in a short notation that reads like HTML (not escaped), for comparing. */
export const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join('')

export const toHtml = (markdown: string): string => blocksHtml(parseBlocks(markdown))
