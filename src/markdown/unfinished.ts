import type { TreeNode } from './block/nodes.ts'

const CONTAINER = String.raw`[ \t>]*(?:\[\^[^\]\s]{1,99}\]:[ \t]*)?(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*`
/** Last lines that may yet become something else: a rule, a list, a heading's underline, a fence, a definition. */
const UNDECIDED = new RegExp(
  `^${CONTAINER}(?:[-+*_=~#|:][-+*_=~#|: \\t]*|\`{1,2}|\\$(?:\\$[ \\t]*[A-Za-z]?)?|\\\\|\\d{1,3}[.)]?|(?:\`{3,}|~{3,})[^\`]*|\\[[ xX]?\\]?|\\[\\^[^\\]\\s]*\\]?|\\[[^\\]^][^\\]]*\\]:.*)?$`,
)
const FENCE = /^[ \t>]*[`~]+[ \t]*$/
const MATH_END = /^[ \t>]*[$\\]?$/
/** `[label` and `[label]`: no paragraph that is there for a moment. */
const DEFINITION = /^[ \t>]*\[[^\]^]{1,30}\]?$/
/** Longer ones have been decided. */
const MAX_LENGTH = 1_000

/** Is the last line of a growing text to be held back, because it may yet become something else? */
export function isUndecided(line: string, tip: TreeNode | undefined): boolean {
  if (line.length > MAX_LENGTH) return false
  if (tip?.kind === 'code' && tip.fence !== null)
    return FENCE.test(line) && line.includes(tip.fence.mark.charAt(0))
  if (tip?.kind === 'math') return MATH_END.test(line)
  if (tip?.kind === 'html') return false
  return UNDECIDED.test(line.trimEnd()) || (tip?.kind !== 'paragraph' && DEFINITION.test(line))
}
