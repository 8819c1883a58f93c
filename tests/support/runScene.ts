/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import OpenAI from 'openai'
import { expect } from 'vitest'
import type { Assistant, FunctionTool, Message, Run, RunStep, Thread } from '@/runtime/wire.ts'
import { collect } from './collect.ts'
import type { ContractTarget } from './contractTarget.ts'

/** For polls whose interval is not what is tested. */
export const QUICKLY = { pollIntervalMs: 20 }

export const WEATHER: FunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}
export const TIME: FunctionTool = {
  type: 'function',
  function: {
    name: 'get_time',
    description: 'The time in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

export const ASK_WEATHER = 'What is the weather in Paris? use get_weather'
export const ASK_BOTH = 'What are the weather and the time in Paris? use get_weather and get_time'

/** What every run has while it has not begun. */
export const UNTOUCHED_RUN = {
  object: 'thread.run',
  status: 'queued',
  required_action: null,
  last_error: null,
  started_at: null,
  cancelled_at: null,
  failed_at: null,
  completed_at: null,
  incomplete_details: null,
  usage: null,
}

export interface Scene {
  assistant: Assistant
  thread: Thread
}

/** A new assistant, and a new thread with one message of the person, `text`. */
export async function sceneOf(
  { client, model }: ContractTarget,
  text: string,
  assistantParams: Partial<OpenAI.Beta.AssistantCreateParams> = {},
): Promise<Scene> {
  const [assistant, thread] = await Promise.all([
    client.beta.assistants.create({ model, ...assistantParams }),
    client.beta.threads.create({ messages: [{ role: 'user', content: text }] }),
  ])
  return { assistant, thread }
}

/** A new thread in which a run has come as far as it gets by itself. */
export async function ranScene(
  target: ContractTarget,
  text: string,
  runParams: Partial<OpenAI.Beta.Threads.RunCreateParamsNonStreaming> = {},
): Promise<Scene & { run: Run }> {
  const scene = await sceneOf(target, text)
  const run = await target.client.beta.threads.runs.createAndPoll(
    scene.thread.id,
    { assistant_id: scene.assistant.id, ...runParams },
    QUICKLY,
  )
  return { ...scene, run }
}

/** A run that waits for the output of one call of `get_weather`. */
export async function waitingScene(target: ContractTarget): Promise<Scene & { run: Run; callId: string }> {
  const scene = await ranScene(target, ASK_WEATHER, { tools: [WEATHER] })
  const callId = callsOf(scene.run)[0]?.id
  if (callId === undefined) throw new Error(`No call, but ${JSON.stringify(scene.run)}`)
  return { ...scene, callId }
}

export function callsOf(run: Run): { id: string; name: string; input: unknown }[] {
  return (run.required_action?.submit_tool_outputs.tool_calls ?? []).map((call) => ({
    id: call.id,
    name: call.function.name,
    input: JSON.parse(call.function.arguments),
  }))
}

/** The messages that a run wrote, oldest first. */
export async function answersOf({ client }: ContractTarget, run: Run): Promise<Message[]> {
  return collect(client.beta.threads.messages.list(run.thread_id, { run_id: run.id, order: 'asc' }))
}

/** The steps of a run, oldest first. */
export async function stepsOf({ client }: ContractTarget, run: Run): Promise<RunStep[]> {
  return collect(client.beta.threads.runs.steps.list(run.id, { thread_id: run.thread_id, order: 'asc' }))
}

export function textOf(message: Message | undefined): string {
  return (message?.content ?? []).map((part) => (part.type === 'text' ? part.text.value : '')).join('')
}

/** The run once it is no longer being executed, however it ended. */
export function settledRun({ client }: ContractTarget, run: Run): Promise<Run> {
  return client.beta.threads.runs.poll(run.id, { thread_id: run.thread_id }, QUICKLY)
}

export interface Refusal {
  status: number
  message?: string
  param?: string
  code?: string
}

/** That a request is refused with OpenAI's envelope. A foreign server is only held to the status. */
export async function expectRefusal(
  { isOurs }: ContractTarget,
  request: PromiseLike<unknown>,
  { status, ...words }: Refusal,
): Promise<void> {
  const error = await refusalOf(request)
  expect(error.status).toBe(status)
  if (!isOurs) return
  // What names no parameter has no code either.
  const nothing = words.param === undefined ? { param: null, code: null } : {}
  expect(error.error).toMatchObject({ type: 'invalid_request_error', ...nothing, ...words })
}

async function refusalOf(request: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  try {
    await request
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error
    throw error
  }
  throw new Error('The request was not refused')
}
