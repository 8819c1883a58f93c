import { parseBlocks } from '@/markdown/blockParser.ts'
import { type Block, codeText, type Inline, type TableRow } from '@/markdown/blocks.ts'
import { plainOf } from '@/markdown/inline/emphasis.ts'

const TAGS = { strong: 'strong', emphasis: 'em', strikethrough: 'del' } as const
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const titleHtml = (title: string | null): string => (title === null ? '' : ` title="${escape(title)}"`)

function inlineHtml(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      return escape(inline.text)
    case 'html':
      return inline.text
    case 'strong':
    case 'emphasis':
    case 'strikethrough':
      return `<${TAGS[inline.type]}>${inlinesHtml(inline.children)}</${TAGS[inline.type]}>`
    case 'code':
      return `<code>${escape(inline.text)}</code>`
    case 'link':
      return `<a href="${escape(inline.href)}"${titleHtml(inline.title)}>${inlinesHtml(inline.children)}</a>`
    case 'image':
      return `<img src="${escape(inline.source)}" alt="${escape(inline.alt)}"${titleHtml(inline.title)} />`
    case 'break':
      return '<br />\n'
    case 'mark':
    case 'math':
    case 'footnote-reference':
      return `<${inline.type}>${escape(plainOf([inline]))}</${inline.type}>`
  }
}
const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join('')

function rowHtml(row: TableRow, tag: 'th' | 'td'): string {
  const cells = row.cells.map(
    ({ align, children }) =>
      `<${tag}${align === null ? '' : ` align="${align}"`}>${inlinesHtml(children)}</${tag}>\n`,
  )
  return `<tr>\n${cells.join('')}</tr>\n`
}

function itemHtml(item: { children: readonly Block[] }): string {
  const inner = item.children.map((block, index) => {
    if (block.type !== 'tight') return (index === 0 ? '\n' : '') + blockHtml(block)
    return inlinesHtml(block.children) + (index < item.children.length - 1 ? '\n' : '')
  })
  return `<li>${inner.join('')}</li>\n`
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${inlinesHtml(block.children)}</p>\n`
    case 'tight':
      return inlinesHtml(block.children)
    case 'heading':
      return `<h${block.depth}>${inlinesHtml(block.children)}</h${block.depth}>\n`
    case 'code': {
      const language = block.info.split(/\s/, 1)[0] ?? ''
      const text = block.chunks.length === 0 ? '' : `${escape(codeText(block))}\n`
      return `<pre><code${language === '' ? '' : ` class="language-${escape(language)}"`}>${text}</code></pre>\n`
    }
    case 'quote':
      return `<blockquote>\n${blocksHtml(block.children)}</blockquote>\n`
    case 'list': {
      const tag = block.isOrdered ? 'ol' : 'ul'
      const start = block.isOrdered && block.start !== 1 ? ` start="${block.start}"` : ''
      return `<${tag}${start}>\n${block.items.map(itemHtml).join('')}</${tag}>\n`
    }
    case 'table':
      return `<table>\n${[rowHtml(block.head, 'th'), ...block.rows.map((row) => rowHtml(row, 'td'))].join('')}</table>\n`
    case 'html':
      return `${block.text}\n`
    case 'rule':
      return '<hr />\n'
    case 'math':
      return `<math>${escape(block.tex)}</math>\n`
    case 'footnote':
      return `<footnote>${blocksHtml(block.children)}</footnote>\n`
  }
}
const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join('')

/** The document as the CommonMark specification writes HTML. */
export const specHtml = (markdown: string): string => blocksHtml(parseBlocks(markdown))
