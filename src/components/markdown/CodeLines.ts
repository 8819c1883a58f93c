import { computed, defineComponent, h, type VNode } from 'vue'
import { CodeRun } from './CodeRun.ts'
import { cutRuns } from './runs.ts'
import { type ColoredChunk, useHighlightedCode } from './useHighlightedCode.ts'

/** Chunks of a few lines each: about 128 lines. */
const RUN_LENGTH = 8

/** Whether runs of whole lines before others: these alone can be boxes of their own. */
const isApart = (runs: readonly (readonly ColoredChunk[])[], index: number): boolean =>
  index < runs.length - 1 &&
  (runs[index - 1]?.at(-1)?.text.endsWith('\n') ?? true) &&
  (runs[index]?.at(-1)?.text.endsWith('\n') ?? false)

/** The lines of a code block, in colors once these have come. */
export const CodeLines = defineComponent(
  (props: { chunks: readonly string[]; language: string | null; isGrowing: boolean }) => {
    const chunks = useHighlightedCode(() => ({ ...props }))
    const runs = computed<readonly (readonly ColoredChunk[])[]>((before) =>
      cutRuns(chunks.value, before, RUN_LENGTH),
    )
    return (): VNode[] =>
      runs.value.map((run, index) =>
        h(CodeRun, { key: index, chunks: run, isApart: isApart(runs.value, index) }),
      )
  },
  // eslint-disable-next-line vue/require-prop-types -- TypeScript knows them
  { props: ['chunks', 'language', 'isGrowing'] },
)
