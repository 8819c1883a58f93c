import fc from 'fast-check'
import { expect } from 'vitest'
import * as v from 'valibot'
import {
  activeRun,
  type ModelAssistant,
  type ModelRun,
  type ModelThread,
  type ServerModel,
} from './runtimeModel.ts'
import { SCRIPTS } from './scriptedModel.ts'
import { eventually, type Answer, type RuntimeDriver } from './runtimeDriver.ts'

export type Command = fc.AsyncCommand<ServerModel, RuntimeDriver>
type Work = (model: ServerModel, driver: RuntimeDriver) => Promise<void>

/** Every command may be tried at any time; what the server should make of it is for the model to say. */
export function command(name: string, run: Work): Command {
  return { check: () => true, run, toString: () => name }
}

/** Any of what there is or was; now and then what never was. */
export function pick<T>(list: readonly T[], choice: number): T | undefined {
  return choice % 12 === 11 ? undefined : list[choice % list.length]
}

export const choice = fc.nat({ max: 10_000 })
export const text = fc.constantFrom('one', 'two', 'three')
export const metadata = fc.dictionary(fc.constantFrom('a', 'b'), text, { noNullPrototype: true })
export const script = fc.constantFrom(...SCRIPTS)

export interface Refusal {
  status: number
  message?: string
}

export const missing: Refusal = { status: 404 }

/** That the request was refused for one of the reasons. */
export function expectRefused({ status, body }: Answer, reasons: readonly Refusal[]): void {
  const fitting = reasons.filter((reason) => reason.status === status)
  const words = fitting.flatMap(({ message }) => (message === undefined ? [] : [message]))
  expect(reasons.map((reason) => reason.status)).toContain(status)
  expect(body).toMatchObject({ error: { message: expect.any(String), type: 'invalid_request_error' } })
  if (words.length === fitting.length) expect(words).toContain(v.parse(envelope, body).error.message)
}

const envelope = v.looseObject({ error: v.looseObject({ message: v.string() }) })

export function lockReason(
  thread: ModelThread | undefined,
  words: (threadId: string, runId: string) => string,
): Refusal[] {
  const run = thread === undefined ? undefined : activeRun(thread)
  if (thread === undefined || run === undefined) return []
  return [{ status: 400, message: words(thread.id, run.id) }]
}

export function missingIf(thing: { isDeleted: boolean } | undefined): Refusal[] {
  return thing === undefined || thing.isDeleted ? [missing] : []
}

export const locked = (threadId: string, runId: string): string =>
  `Can't add messages to ${threadId} while a run ${runId} is active.`
export const busy = (threadId: string, runId: string): string =>
  `Thread ${threadId} already has an active run ${runId}.`

/** A thread and one of its runs, half of the time one that is active, and the path of the run. */
export function pickRun(
  { threads }: ServerModel,
  [which, one]: [number, number],
): { thread: ModelThread | undefined; run: ModelRun | undefined; path: string } {
  const active = threads.filter((candidate) => activeRun(candidate) !== undefined)
  const thread = which % 2 === 0 && active.length > 0 ? pick(active, which / 2) : pick(threads, which)
  const live = thread !== undefined && one % 2 === 0 ? activeRun(thread) : undefined
  const run = live ?? pick(thread?.runs ?? [], one)
  return { thread, run, path: `/threads/${thread?.id ?? 'thread_none'}/runs/${run?.id ?? 'run_none'}` }
}

/** That as many models are being waited for as there are runs that wait for one. */
export async function expectAsked({ models }: RuntimeDriver, { threads }: ServerModel): Promise<void> {
  const asking = threads.filter((thread) => activeRun(thread)?.status === 'in_progress')
  await eventually(() => expect(models.waiting()).toBe(asking.length))
}

export function living(assistants: readonly ModelAssistant[]): ModelAssistant[] {
  return assistants.filter(({ isDeleted }) => !isDeleted)
}
