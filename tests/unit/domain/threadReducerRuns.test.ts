import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Run } from '@/domain/api.ts'
import type { ThreadEvent } from '@/domain/runEvents.ts'
import { reduceThread } from '@/domain/threadReducer.ts'
import { EMPTY_THREAD, type ThreadState } from '@/domain/threadState.ts'
import { listMessages } from '@/services/messages.ts'
import { retrieveRun } from '@/services/runs.ts'
import { listRunSteps } from '@/services/runSteps.ts'
import { streamRun, streamToolOutputs } from '@/services/runStreams.ts'
import { calls, type ModelAnswer, refuses, says } from '../../support/fakeModel.ts'
import { createRuntimeScene, type RuntimeScene } from '../../support/runtimeScene.ts'
import { TIME, WEATHER } from '../../support/runScene.ts'

const { signal } = new AbortController()
const ORDER = { order: 'asc' } as const

/** Asks for all that there is of a run, as a poll does; tells it as what was asked for at `since`. */
async function poll(
  { client, threadId }: RuntimeScene,
  runId: string,
  since: ThreadState,
): Promise<ThreadEvent[]> {
  const address = { threadId, runId }
  const [{ run }, steps, messages] = await Promise.all([
    retrieveRun(client, address, signal),
    listRunSteps(client, address, ORDER, signal),
    listMessages(client, threadId, ORDER, signal),
  ])
  return [
    { type: 'runs-received', runs: [run], since },
    { type: 'steps-received', steps: steps.items, since },
    { type: 'messages-received', messages: messages.items, since },
  ]
}

function stream(
  { client, threadId, assistantId }: RuntimeScene,
  run: Run | undefined,
): AsyncIterable<ThreadEvent> {
  if (run === undefined)
    return streamRun(client, threadId, { assistant_id: assistantId, tools: [WEATHER, TIME] }, signal)
  const asked = run.required_action?.submit_tool_outputs.tool_calls ?? []
  const outputs = asked.map(({ id }) => ({ tool_call_id: id, output: `rain for ${id}` }))
  return streamToolOutputs(client, { threadId, runId: run.id }, outputs, signal)
}

/** Follows a run to its end, polling once after every so many events; those answers come `delay` events late. */
async function follow(
  scene: RuntimeScene,
  { every, delay }: { every: number; delay: number },
): Promise<ThreadState> {
  const late: { due: number; events: ThreadEvent[] }[] = []
  let state = EMPTY_THREAD
  let count = 0
  let run: Run | undefined
  do {
    for await (const event of stream(scene, run)) {
      state = reduceThread(state, event)
      count++
      run = [...state.runs.values()].at(-1)
      if (run !== undefined && count % every === 0)
        late.push({ due: count + delay, events: await poll(scene, run.id, state) })
      while (late[0] !== undefined && late[0].due <= count)
        state = (late.shift()?.events ?? []).reduce(reduceThread, state)
    }
  } while (run?.status === 'requires_action')
  return late.flatMap(({ events }) => events).reduce(reduceThread, state)
}

const word = fc.string({ minLength: 1, maxLength: 8 })
const input = fc.dictionary(fc.constantFrom('city', 'unit'), word, { noNullPrototype: true })
const call = fc.tuple(
  fc.constantFrom('get_weather', 'get_time'),
  input.map((value) => JSON.stringify(value)),
)
const calling = fc
  .tuple(
    fc.array(call, { minLength: 1, maxLength: 3 }),
    fc.record({ before: fc.constantFrom('', 'Let me see.'), after: fc.constantFrom('', 'Wait.') }),
  )
  .map(([made, around]): ModelAnswer => calls(made, around))
const last = fc.oneof(
  fc
    .tuple(
      fc.array(word, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('stop', 'length', 'content_filter'),
    )
    .map(([pieces, finishReason]): ModelAnswer => says(pieces, { finishReason })),
  fc.constant(refuses(400, { message: 'No.' })),
)
const conversations = fc
  .tuple(fc.array(calling, { maxLength: 2 }), last)
  .map(([rounds, end]) => [...rounds, end])
const polling = fc.record({ every: fc.integer({ min: 1, max: 6 }), delay: fc.nat(5) })

it('knows of a run that it followed what polls tell of it afterwards', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(conversations, fc.option(polling), async (answers, polls) => {
      const scene = await createRuntimeScene(answers)
      const followed = await follow(scene, polls ?? { every: Infinity, delay: 0 })
      const [run] = followed.runs.values()
      const polled = (await poll(scene, run!.id, EMPTY_THREAD)).reduce(reduceThread, EMPTY_THREAD)
      expect([...followed.runs]).toEqual([...polled.runs])
      expect([...followed.steps]).toEqual([...polled.steps])
      const isOfRun = ([, message]: [string, { run_id: string | null }]): boolean => message.run_id !== null
      expect([...followed.messages].filter(isOfRun)).toEqual([...polled.messages].filter(isOfRun))
      expect(followed.streamed).toBe(EMPTY_THREAD.streamed)

      // What polls tell again is the very same, object by object.
      const complete = (await poll(scene, run!.id, followed)).reduce(reduceThread, followed)
      expect((await poll(scene, run!.id, complete)).reduce(reduceThread, complete)).toBe(complete)
      for (const kind of ['runs', 'steps', 'messages'] as const)
        for (const [id, item] of followed[kind]) expect(complete[kind].get(id)).toBe(item)
    }),
    { numRuns: 60 },
  )
})
