import type { ThemeRegistration } from 'shiki/core'

const colour = (kind: string): { foreground: string } => ({ foreground: `var(--hl-${kind})` })

/** Scopes to kinds of words; `prose.css` gives each kind its color, light and dark. */
export const CODE_THEME: ThemeRegistration = {
  name: 'skein',
  type: 'light',
  colors: { 'editor.foreground': 'var(--hl-plain)', 'editor.background': 'var(--code)' },
  tokenColors: [
    {
      scope: ['comment', 'punctuation.definition.comment', 'string.quoted.docstring'],
      settings: colour('comment'),
    },
    {
      scope: ['string', 'markup.inline.raw', 'markup.fenced_code', 'constant.other.symbol', 'string.regexp'],
      settings: colour('string'),
    },
    {
      scope: [
        'constant.numeric',
        'constant.language',
        'constant.character',
        'constant.other',
        'keyword.other.unit',
      ],
      settings: colour('constant'),
    },
    {
      scope: [
        'keyword',
        'storage',
        'variable.language',
        'entity.name.tag',
        'markup.heading',
        'entity.name.section',
      ],
      settings: colour('keyword'),
    },
    {
      scope: [
        'entity.name.function',
        'support.function',
        'meta.function-call.generic',
        'entity.name.command',
      ],
      settings: colour('function'),
    },
    {
      scope: [
        ...[
          'entity.name.type',
          'entity.name.class',
          'entity.other.inherited-class',
          'support.type',
          'support.class',
        ],
        ...[
          'entity.other.attribute-name',
          'support.type.property-name',
          'meta.property-name',
          'variable.css',
        ],
      ],
      settings: colour('type'),
    },
    {
      scope: ['punctuation', 'keyword.operator', 'meta.brace', 'storage.type.function.arrow'],
      settings: colour('punctuation'),
    },
    { scope: ['punctuation.definition.string'], settings: colour('string') },
    { scope: ['meta.embedded', 'meta.template.expression'], settings: colour('plain') },
    {
      scope: ['keyword.operator.new', 'keyword.operator.expression', 'keyword.operator.logical.python'],
      settings: colour('keyword'),
    },
    { scope: ['markup.inserted', 'punctuation.definition.inserted'], settings: colour('inserted') },
    { scope: ['markup.deleted', 'punctuation.definition.deleted'], settings: colour('deleted') },
    {
      scope: ['meta.diff.header', 'meta.diff.range', 'punctuation.definition.range'],
      settings: colour('comment'),
    },
    { scope: ['markup.underline.link'], settings: colour('function') },
  ],
}
