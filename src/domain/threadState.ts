import type { Message, MessageContent, Run, RunStep, ToolCall } from './api.ts'

export type Known<Item> = ReadonlyMap<string, Item>

/** What is known of a thread, by id and oldest first. Never changed in place: what is the same object has not changed. */
export interface ThreadState {
  runs: Known<Run>
  steps: Known<RunStep>
  messages: Known<Message>
  /** What deltas have brought of messages and steps that are in progress; polls may have seen more, or less. */
  streamed: { content: Known<readonly MessageContent[]>; calls: Known<readonly ToolCall[]> }
}

export const EMPTY_THREAD: ThreadState = {
  runs: new Map(),
  steps: new Map(),
  messages: new Map(),
  streamed: { content: new Map(), calls: new Map() },
}
