import { defineComponent, h, ref } from 'vue'
import { CodeText } from './CodeText.ts'
import type { ColoredChunk } from './useHighlightedCode.ts'

/** Whether the browser says which parts of a page are far away. */
const saysWhatIsNear = 'ContentVisibilityAutoStateChangeEvent' in globalThis

/**
 * Some chunks of code. Whole lines of a long text are left out by the browser while they are far away, and take their
 * colors when they first come near: tens of thousands of lines are then no more elements than their chunks.
 */
export const CodeRun = defineComponent(
  (props: { chunks: readonly ColoredChunk[]; isApart: boolean }) => {
    const isNear = ref(!props.isApart || !saysWhatIsNear)
    const look = (event: Event): void => {
      if ('skipped' in event && event.skipped === false) isNear.value = true
    }
    return () =>
      h(
        'span',
        {
          class: { 'code-run': props.isApart },
          onContentvisibilityautostatechange: isNear.value ? undefined : look,
        },
        props.chunks.map((chunk) => h(CodeText, { key: chunk.key, chunk, isPlain: !isNear.value })),
      )
  },
  // eslint-disable-next-line vue/require-prop-types -- TypeScript knows them
  { props: ['chunks', 'isApart'] },
)
