/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import OpenAI from 'openai'
import type { AssistantStream } from 'openai/lib/AssistantStream'
import { expect } from 'vitest'
import type { Message, Run, RunStep, ToolCall } from '@/runtime/wire.ts'
import { collect } from './collect.ts'
import { chunk, usageChunk, type ModelAnswer } from './fakeModel.ts'
import type { RuntimeScene } from './runtimeScene.ts'
import { type SpecificationError, validated } from './specification.ts'

export const CODE = { type: 'code_interpreter' as const }
export const SEARCH = { type: 'file_search' as const }

/** The client of a scene, each request and answer held to OpenAI's specification. */
export function validatedClient({ runtime }: RuntimeScene, violations: SpecificationError[]): OpenAI {
  return new OpenAI({
    apiKey: 'none',
    baseURL: 'https://runtime.invalid/v1',
    fetch: validated((input, init) => runtime.fetch(input, init), violations),
    maxRetries: 0,
    dangerouslyAllowBrowser: true,
  })
}

/** Calls one function, and writes its arguments in these pieces. */
export const callsInPieces = (name: string, pieces: readonly string[]): ModelAnswer =>
  function* ({ messages }): Generator<object> {
    const id = `call_${messages.length}`
    yield chunk({ tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: '' } }] })
    for (const piece of pieces) yield chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })
    yield chunk({}, 'tool_calls')
    yield usageChunk(20, 8)
  }

/** Oldest first. */
export function stepsOf(client: OpenAI, run: Run, include = false): Promise<RunStep[]> {
  return collect(
    client.beta.threads.runs.steps.list(run.id, {
      thread_id: run.thread_id,
      order: 'asc',
      ...(include && { include: ['step_details.tool_calls[*].file_search.results[*].content'] }),
    }),
  )
}

export function callsOf(step: RunStep | undefined): ToolCall[] {
  return step?.step_details.type === 'tool_calls' ? step.step_details.tool_calls : []
}

/** The messages that a run wrote, oldest first. */
export function messagesOf(client: OpenAI, run: Run): Promise<Message[]> {
  return collect(client.beta.threads.messages.list(run.thread_id, { run_id: run.id, order: 'asc' }))
}

/** What a stream says, in order; the same event in a row is told once. */
export function eventsOf(stream: AssistantStream): string[] {
  const names: string[] = []
  stream.on('event', ({ event }) => {
    if (names.at(-1) !== event) names.push(event)
  })
  return names
}

/** That what a text's annotations say stands where they say. */
export function expectMarks(message: Message | undefined): void {
  for (const part of message?.content ?? []) {
    if (part.type !== 'text') continue
    for (const { text, start_index: start, end_index: end } of part.text.annotations)
      expect(part.text.value.slice(start, end)).toBe(text)
  }
}

/** The tool outputs in a request to the model. */
export function outputsIn({
  messages,
}: {
  messages: readonly { role: string; content?: unknown }[]
}): unknown[] {
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
}
