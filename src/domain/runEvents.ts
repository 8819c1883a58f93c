import type { AnnotationDelta, ImageContent, Message, Run, RunStep, Thread, ToolCallDelta } from './api.ts'
import type { ThreadState } from './threadState.ts'

/**
 * What the stream of a run yields, in order. Objects travel whole whenever their status changes; deltas in between add to a message or a
 * step that is in progress. `index` is the place of the part in the message's content.
 */
export type RunStreamEvent =
  | { type: 'thread-created'; thread: Thread }
  | { type: 'run-changed'; run: Run }
  | { type: 'step-changed'; step: RunStep }
  | { type: 'message-changed'; message: Message }
  | { type: 'text-delta'; messageId: string; index: number; text: string }
  | { type: 'refusal-delta'; messageId: string; index: number; text: string }
  | { type: 'image-delta'; messageId: string; index: number; image: ImageContent }
  | { type: 'annotations-delta'; messageId: string; index: number; annotations: AnnotationDelta[] }
  /** The call has its own `index` in the step. */
  | { type: 'tool-call-delta'; stepId: string; call: ToolCallDelta }
  /** The stream came to its proper end: the run is over, or waits for tool outputs. */
  | { type: 'stream-ended' }

/** An answer that the stream may have overtaken. */
interface Answer {
  /** The state when it was asked for. */
  since: ThreadState
  /** A page of what came before all that is known. */
  isOlder?: boolean
}

/**
 * Everything that changes what is known of a thread. What a stream brings, and what was created or modified here, is `…-changed`; what
 * was asked for, by polls above all, is `…-received`, oldest first.
 */
export type ThreadEvent =
  | RunStreamEvent
  | ({ type: 'runs-received'; runs: readonly Run[] } & Answer)
  | ({ type: 'steps-received'; steps: readonly RunStep[] } & Answer)
  | ({ type: 'messages-received'; messages: readonly Message[] } & Answer)
  | { type: 'message-deleted'; messageId: string }
  /** Nobody deletes steps: it was taken back with the page that executed the run. */
  | { type: 'step-deleted'; stepId: string }
