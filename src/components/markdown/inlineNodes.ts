import { h, type VNode } from 'vue'
import { linkAddress } from '@/markdown/addresses.ts'
import type { Inline } from '@/markdown/blocks.ts'
import FootnoteReference from './FootnoteReference.vue'
import { MarkLink } from './markLinks.ts'
import MathFormula from './MathFormula.vue'
import RemoteImage from './RemoteImage.vue'

type Drawn = VNode | string

const TAGS = { strong: 'strong', emphasis: 'em', strikethrough: 'del' } as const

/** Raw tags that are shown as what they mean: they have no attributes, and do nothing. */
const SIMPLE_TAG = /^<(\/?)(sub|sup|kbd|u|mark)>$/i
/** Deeper nesting means nothing to a reader, and would exhaust the stack when drawn. */
const MAX_DEPTH = 8

/** The only place where a reply's address becomes a link: any but http, https and mailto leaves the words alone. */
function linkNodes({ href, title, children }: Extract<Inline, { type: 'link' }>): Drawn | Drawn[] {
  const address = linkAddress(href)
  if (address === null) return inlineNodes(children)
  const link = { href: address, title, target: '_blank', rel: 'noopener noreferrer nofollow' }
  return h('a', link, inlineNodes(children))
}

function inlineNode(inline: Inline): Drawn | Drawn[] {
  switch (inline.type) {
    case 'text':
    case 'html':
      return inline.text
    case 'strong':
    case 'emphasis':
    case 'strikethrough':
      return h(TAGS[inline.type], inlineNodes(inline.children))
    case 'code':
      return h('code', inline.text)
    case 'link':
      return linkNodes(inline)
    case 'mark':
      return h(MarkLink, { index: inline.index }, () => inlineNodes(inline.children))
    case 'image':
      return h(RemoteImage, { source: inline.source, alt: inline.alt, title: inline.title })
    case 'math':
      return h(MathFormula, { tex: inline.tex, isDisplay: inline.isDisplay, isOpen: inline.isOpen })
    case 'footnote-reference':
      return h(FootnoteReference, { label: inline.label })
    case 'break':
      return h('br')
  }
}

/**
 * The vnodes of a paragraph's content, with the caret after it while text still arrives there. Simple raw tags that
 * are closed (or may still be) become elements; the others stay text.
 */
export function inlineNodes(inlines: readonly Inline[], hasCaret = false): Drawn[] {
  const root: Drawn[] = []
  const open: { tag: string; raw: string; nodes: Drawn[] }[] = []
  const add = (node: Drawn | Drawn[]): void => {
    const nodes = open.at(-1)?.nodes ?? root
    for (const each of Array.isArray(node) ? node : [node]) nodes.push(each)
  }
  for (const inline of inlines) {
    const [, slash, name = ''] = (inline.type === 'html' && SIMPLE_TAG.exec(inline.text)) || []
    const tag = name.toLowerCase()
    if (slash === '' && open.length < MAX_DEPTH) open.push({ tag, raw: name, nodes: [] })
    else if (slash === '/' && open.at(-1)?.tag === tag) add(h(tag, open.pop()?.nodes))
    else add(inlineNode(inline))
  }
  for (let left = open.pop(); left !== undefined; left = open.pop())
    add(hasCaret ? h(left.tag, left.nodes) : [`<${left.raw}>`, ...left.nodes])
  return hasCaret ? [...root, caretNode()] : root
}

/** The block at the end of the text that arrives. */
export const caretNode = (): VNode => h('span', { class: 'caret', 'aria-hidden': 'true' })
