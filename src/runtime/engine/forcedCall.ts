import { AppError } from '../../domain/errors.ts'
import type { ModelRequest } from '../providers/modelProvider.ts'
import { COMPLAINTS } from './withoutTools.ts'

/** How a call is forced: the choice, and the tools that there are to choose from. */
export type ForcedCall = Pick<ModelRequest, 'tools' | 'toolChoice'>

const CHOICE = /\btool[ _]choice\b/iu

/** Whether a server complains of how a call was forced: it may take tools all the same. */
export function isRefusalOfChoice(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  const { kind, param, detail } = error.data
  return COMPLAINTS.has(kind) && CHOICE.test(`${param ?? ''} ${detail}`)
}

/**
 * The next best way to force a call, for servers that know not all of them: that some tool is called, where the one is all that is
 * offered; then no force. `null` where there is nothing weaker.
 */
export function weakerChoice({ tools, toolChoice }: ForcedCall): ForcedCall | null {
  if (tools.length === 0 || toolChoice === 'auto' || toolChoice === 'none') return null
  if (toolChoice === 'required') return { tools, toolChoice: 'auto' }
  return { tools: tools.filter(({ name }) => name === toolChoice.name), toolChoice: 'required' }
}
