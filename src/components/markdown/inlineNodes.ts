import { h, type VNode } from 'vue'
import type { Inline } from '@/markdown/blocks.ts'
import FootnoteReference from './FootnoteReference.vue'
import { MarkLink } from './markLinks.ts'
import MathFormula from './MathFormula.vue'
import RemoteImage from './RemoteImage.vue'

const TAGS = { strong: 'strong', emphasis: 'em', strikethrough: 'del' } as const

function inlineNode(inline: Inline): VNode | string {
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
      return h(
        'a',
        { href: inline.href, title: inline.title, target: '_blank', rel: 'noopener noreferrer nofollow' },
        inlineNodes(inline.children),
      )
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

/** The vnodes of a paragraph's content, with the caret after it while text still arrives there. */
export function inlineNodes(inlines: readonly Inline[], hasCaret = false): (VNode | string)[] {
  const nodes = inlines.map(inlineNode)
  return hasCaret ? [...nodes, caretNode()] : nodes
}

/** The block at the end of the text that arrives. */
export const caretNode = (): VNode => h('span', { class: 'caret', 'aria-hidden': 'true' })
