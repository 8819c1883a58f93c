import { defineComponent, h, inject, type InjectionKey } from 'vue'

/** What the marks of a text do, by index: whoever shows the text knows. */
export interface MarkLinks {
  /** What a mark is called; `null` where there is no such mark. */
  nameOf: (index: number) => string | null
  /** Whether it is a little number, which needs its name to be understood. */
  isNumber: (index: number) => boolean
  open: (index: number) => void
}

export const MARK_LINKS: InjectionKey<MarkLinks> = Symbol('mark links')

/** A mark in a text: a button, or its words alone where nobody knows what it is. */
export const MarkLink = defineComponent(
  ({ index }: { index: number }, { slots }) => {
    const links = inject(MARK_LINKS, null)
    return () => {
      const name = links?.nameOf(index) ?? null
      if (links === null || name === null) return h('span', slots['default']?.())
      const isNumber = links.isNumber(index)
      return h(
        'button',
        {
          class: ['mark', { number: isNumber }],
          type: 'button',
          title: name,
          'aria-label': isNumber ? name : undefined,
          onClick: () => links.open(index),
        },
        slots['default']?.(),
      )
    }
  },
  // eslint-disable-next-line vue/require-prop-types -- TypeScript knows them
  { props: ['index'] },
)
