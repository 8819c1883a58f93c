/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type { AssistantStream } from 'openai/lib/AssistantStream'
import { afterEach, describe, expect, it } from 'vitest'
import { codeScene, png, program, type CodeScene } from '../../../support/codeScene.ts'
import { createFakeInterpreter, prints, runsOn } from '../../../support/fakeInterpreter.ts'
import { calls, chunk, createFakeModel, says, type FakeModel } from '../../../support/fakeModel.ts'
import { createHandClock } from '../../../support/handClock.ts'
import type { SpecificationError } from '../../../support/specification.ts'
import { callsInPieces, callsOf, eventsOf, messagesOf, stepsOf } from '../../../support/toolScene.ts'

const violations: SpecificationError[] = []
afterEach(() => {
  expect(violations.splice(0)).toEqual([])
})

describe('a stream of a run with code interpreter', () => {
  function streamOf({ client, threadId, assistantId }: CodeScene): AssistantStream {
    return client.beta.threads.runs.stream(threadId, { assistant_id: assistantId })
  }

  it('has the program as it is written, what it prints, and what it makes', async () => {
    const interpreter = createFakeInterpreter([
      async (task, signal) => ({
        ...(await prints('4', '2')(task, signal)),
        logs: '42\n',
        images: [png('one')],
      }),
    ])
    const scene = await codeScene(
      violations,
      [callsInPieces('python', ['{"code":', '"a = 6\\n', 'print(a', ' * 7)"}']), says(['It is 42.'])],
      interpreter,
    )
    const stream = streamOf(scene)
    const events = eventsOf(stream)
    const inputs: string[] = []
    const logs: string[] = []
    const done: string[] = []
    stream
      .on('toolCallCreated', (call) => done.push(`created ${call.type}`))
      .on('toolCallDelta', (delta) => {
        if (delta.type !== 'code_interpreter') return
        if (delta.code_interpreter?.input) inputs.push(delta.code_interpreter.input)
        for (const output of delta.code_interpreter?.outputs ?? [])
          logs.push(output.type === 'logs' ? (output.logs ?? '') : 'image')
      })
      .on('toolCallDone', (call) => done.push(`done ${call.type}`))
      .on('imageFileDone', () => done.push('image'))
    const run = await stream.finalRun()
    expect(run.status).toBe('completed')
    expect(inputs).toEqual(['a = 6\n', 'print(a', ' * 7)'])
    expect(logs.join('')).toBe('42\nimage')
    expect(done).toEqual(['created code_interpreter', 'done code_interpreter', 'image'])
    expect(events).toEqual([
      'thread.run.created',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.run.step.delta',
      'thread.run.step.completed',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.message.created',
      'thread.message.in_progress',
      'thread.message.delta',
      'thread.message.completed',
      'thread.run.step.completed',
      'thread.run.completed',
    ])
    // What the stream adds up to is what is stored.
    expect(await stream.finalRunSteps()).toEqual(await stepsOf(scene.client, run))
    expect(await stream.finalMessages()).toEqual(await messagesOf(scene.client, run))
  })

  it('adds up to the same outputs before the step is over', async () => {
    const clock = createHandClock()
    const next = Promise.withResolvers<undefined>()
    const interpreter = createFakeInterpreter([
      async ({ onOutput }) => {
        onOutput?.('one\n')
        await next.promise
        onOutput?.('two\n')
        return { logs: 'one\ntwo\n', images: [png('one')] }
      },
    ])
    const scene = await codeScene(violations, [calls([program('1')]), says(['Done.'])], interpreter, {
      deps: { clock },
    })
    const stream = streamOf(scene)
    let grown: unknown
    stream.on('runStepDelta', (_, snapshot) => {
      grown = structuredClone(callsOf(snapshot)[0])
      next.resolve(undefined)
    })
    const steps = await stream.finalRunSteps()
    expect(grown).toMatchObject({
      code_interpreter: { input: '1', outputs: [{ logs: 'one\ntwo\n' }, { type: 'image' }] },
    })
    expect(callsOf(steps[0])).toMatchObject([{ type: 'code_interpreter' }])
  })

  it('shows who polls what has been printed so far', async () => {
    const interpreter = createFakeInterpreter([runsOn('so far')])
    const scene = await codeScene(violations, [calls([program('1')])], interpreter)
    const run = await scene.run()
    await expect
      .poll(async () => callsOf((await stepsOf(scene.client, run))[0]))
      .toMatchObject([{ code_interpreter: { input: '1', outputs: [{ logs: 'so far' }] } }])
    await scene.runtime.close()
    expect(interpreter.isClosed()).toBe(true)
  })

  it('shows who polls the program as it is being written', async () => {
    const clock = createHandClock()
    const model: FakeModel = createFakeModel([
      async function* (_, signal) {
        const piece = (args: string): object =>
          chunk({ tool_calls: [{ index: 0, id: 'call_a', function: { name: 'python', arguments: args } }] })
        yield piece('{"code":"a')
        for (const args of ['b', 'c', 'd']) {
          clock.advance(300)
          yield chunk({ tool_calls: [{ index: 0, function: { arguments: args } }] })
        }
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
        })
      },
    ])
    const scene = await codeScene(violations, model, createFakeInterpreter([prints('')]), { deps: { clock } })
    const run = await scene.run()
    await expect
      .poll(async () => callsOf((await stepsOf(scene.client, run))[0]))
      .toMatchObject([{ code_interpreter: { input: expect.stringMatching(/^abc/), outputs: [] } }])
    await scene.runtime.close()
  })
})

describe('a program that is running', () => {
  it('is stopped when its run is cancelled, and what it printed is kept', async () => {
    const started = Promise.withResolvers<undefined>()
    const interpreter = createFakeInterpreter([runsOn('so far', () => started.resolve(undefined))])
    const scene = await codeScene(violations, [calls([program('loop()')])], interpreter)
    const run = await scene.run()
    await started.promise
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    const ended = await scene.until(run, 'cancelled')
    const [step] = await stepsOf(scene.client, ended)
    expect(step).toMatchObject({ status: 'cancelled', usage: { total_tokens: 28 } })
    expect(callsOf(step)).toMatchObject([{ code_interpreter: { outputs: [{ logs: 'so far' }] } }])
    expect(ended.usage?.total_tokens).toBe(28)
  })

  it('is given up at once where the interpreter takes its time to stop it', async () => {
    const started = Promise.withResolvers<undefined>()
    const interpreter = createFakeInterpreter([
      () => {
        started.resolve(undefined)
        return new Promise(() => undefined)
      },
    ])
    const scene = await codeScene(violations, [calls([program('loop()')])], interpreter)
    const run = await scene.run()
    await started.promise
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    expect((await scene.until(run, 'cancelled')).status).toBe('cancelled')
  })

  it('is stopped when its run expires', async () => {
    const clock = createHandClock()
    const started = Promise.withResolvers<undefined>()
    const interpreter = createFakeInterpreter([runsOn('', () => started.resolve(undefined))])
    const scene = await codeScene(violations, [calls([program('loop()')])], interpreter, { deps: { clock } })
    const run = await scene.run()
    await started.promise
    clock.advance(600_000)
    const ended = await scene.until(run, 'expired')
    expect(await stepsOf(scene.client, ended)).toMatchObject([{ status: 'expired' }])
  })

  it('is stopped when its thread is deleted, and its session ends', async () => {
    const started = Promise.withResolvers<undefined>()
    const stopped = Promise.withResolvers<undefined>()
    const interpreter = createFakeInterpreter([
      (task, signal) => {
        signal.addEventListener('abort', () => stopped.resolve(undefined))
        return runsOn('', () => started.resolve(undefined))(task, signal)
      },
    ])
    const scene = await codeScene(violations, [calls([program('loop()')])], interpreter)
    await scene.run()
    await started.promise
    await scene.client.beta.threads.delete(scene.threadId)
    await stopped.promise
    expect(interpreter.restarted).toEqual([scene.threadId])
  })
})
