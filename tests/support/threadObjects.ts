import type { Message, MessageContent, Run, RunStep, ToolCall } from '@/domain/api.ts'

export function runOf(status: Run['status'], changes: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    object: 'thread.run',
    created_at: 100,
    thread_id: 'thread_1',
    assistant_id: 'asst_1',
    status,
    required_action: null,
    last_error: null,
    expires_at: 700,
    started_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    incomplete_details: null,
    model: 'fake',
    instructions: '',
    tools: [],
    metadata: {},
    usage: null,
    max_prompt_tokens: null,
    max_completion_tokens: null,
    truncation_strategy: { type: 'auto', last_messages: null },
    tool_choice: 'auto',
    parallel_tool_calls: true,
    response_format: 'auto',
    ...changes,
  }
}

export function messageOf(status: Message['status'], changes: Partial<Message> = {}): Message {
  return {
    id: 'msg_1',
    object: 'thread.message',
    created_at: 100,
    thread_id: 'thread_1',
    status,
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
    role: 'assistant',
    content: [],
    assistant_id: 'asst_1',
    run_id: 'run_1',
    attachments: [],
    metadata: {},
    ...changes,
  }
}

export function textPart(value: string): MessageContent {
  return { type: 'text', text: { value, annotations: [] } }
}

/** A step that calls tools. */
export function stepOf(
  status: RunStep['status'],
  calls: ToolCall[],
  changes: Partial<RunStep> = {},
): RunStep {
  return {
    id: 'step_1',
    object: 'thread.run.step',
    created_at: 100,
    thread_id: 'thread_1',
    assistant_id: 'asst_1',
    run_id: 'run_1',
    type: 'tool_calls',
    status,
    step_details: { type: 'tool_calls', tool_calls: calls },
    last_error: null,
    expired_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    metadata: {},
    usage: null,
    ...changes,
  }
}
