import { afterEach, describe, expect, it } from 'vitest'
import { calls, refuses, says } from '../../../support/fakeModel.ts'
import { completed, ONE_RESULT, search, searchScene } from '../../../support/searchScene.ts'
import type { SpecificationError } from '../../../support/specification.ts'
import { callsOf, CODE, expectMarks, messagesOf, stepsOf } from '../../../support/toolScene.ts'

const violations: SpecificationError[] = []
afterEach(() => {
  expect(violations.splice(0)).toEqual([])
})

describe('a model that takes no tools', () => {
  const noTools = refuses(400, { message: 'registry/gemma:2b does not support tools' })

  it('is shown the best passages as text, and the step says so', async () => {
    const scene = await searchScene(violations, [noTools, says(['It is 0.5 %.【0:0†agreement.md】'])], {
      tool: ONE_RESULT,
    })
    const run = await completed(scene)
    const body = scene.model.requests[1]
    expect(body).not.toHaveProperty('tools')
    expect(body?.messages).toMatchObject([
      { role: 'user', content: expect.stringMatching(/^What is the penalty\?.*【0:0†agreement\.md】/su) },
    ])
    const steps = await stepsOf(scene.client, run)
    expect(steps).toMatchObject([
      {
        type: 'tool_calls',
        status: 'completed',
        metadata: { note: expect.stringContaining('takes no tools') },
      },
      { type: 'message_creation', status: 'completed' },
    ])
    expect(callsOf(steps[0])).toMatchObject([
      { type: 'file_search', file_search: { results: [{ file_name: 'agreement.md' }] } },
    ])
    const [message] = await messagesOf(scene.client, run)
    expect(message?.content).toMatchObject([
      { text: { annotations: [{ file_citation: { file_id: scene.fileIds['agreement.md'] } }] } },
    ])
    expectMarks(message)
    const total = steps.reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0)
    expect(run.usage?.total_tokens).toBe(total)
  })

  it('gives a whole stream', async () => {
    const scene = await searchScene(violations, [noTools, says(['It is 0.5 %.'])])
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, {
      assistant_id: scene.assistantId,
    })
    const run = await stream.finalRun()
    expect(await stream.finalRunSteps()).toEqual(await stepsOf(scene.client, run))
  })

  it('is told that it can run no programs', async () => {
    const scene = await searchScene(violations, [noTools, says(['I cannot.'])], { tools: [CODE] })
    await completed(scene, { tools: [CODE] })
    expect(scene.model.requests[1]?.messages).toMatchObject([
      { role: 'system', content: expect.stringContaining('cannot run programs') },
      { role: 'user', content: 'What is the penalty?' },
    ])
    expect(scene.model.requests).toHaveLength(2)
  })

  it.each([
    [400, { message: 'Unsupported parameter', param: 'tools' }],
    [404, { message: 'No endpoints found that support tool use.' }],
    [422, { message: 'Function calling is not enabled for this model.' }],
  ])('is told by an error such as %d %j', async (status, error) => {
    const scene = await searchScene(violations, [refuses(status, error), says(['It is 0.5 %.'])])
    await completed(scene)
    expect(scene.model.requests[1]).not.toHaveProperty('tools')
  })

  it.each([
    [403, { message: 'Your plan does not include tools.' }],
    [400, { message: 'Unsupported message role', param: 'messages' }],
  ])('is not told by one such as %d %j', async (status, error) => {
    const scene = await searchScene(violations, [refuses(status, error)])
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error?.message).toBe(error.message)
    expect(scene.model.requests).toHaveLength(1)
  })

  it('fails a run with functions, which would be another one without them', async () => {
    const lookUp = { type: 'function' as const, function: { name: 'look_up' } }
    const scene = await searchScene(violations, [noTools], { tools: [lookUp] })
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error?.message).toContain('does not support tools')
    expect(scene.model.requests).toHaveLength(1)
  })
})

describe('a server that refuses how a call is forced', () => {
  const noObject = refuses(400, {
    message: "Invalid tool_choice type: 'object'. Supported string values: none, auto, required",
  })
  const noForce = refuses(400, { message: 'Only "auto" is supported', param: 'tool_choice' })
  const choices = (requests: readonly Record<string, unknown>[]): unknown[] =>
    requests.map((body) => body['tool_choice'])

  it('is asked for any call, with that tool alone', async () => {
    const scene = await searchScene(
      violations,
      [noObject, calls([search('penalty')]), says(['It is 0.5 %.'])],
      { tools: [CODE] },
    )
    const run = await completed(scene, { tools: [CODE, ONE_RESULT], tool_choice: { type: 'file_search' } })
    const { requests } = scene.model
    expect(choices(requests)).toEqual([
      { type: 'function', function: { name: 'file_search' } },
      'required',
      undefined,
    ])
    expect(requests[1]?.['tools']).toMatchObject([{ function: { name: 'file_search' } }])
    expect(requests[2]?.['tools']).toHaveLength(2)
    const [step] = await stepsOf(scene.client, run)
    expect(callsOf(step)).toMatchObject([{ type: 'file_search' }])
    expect(step?.metadata).not.toHaveProperty('note')
  })

  it('is asked without force where it takes none, and keeps its functions', async () => {
    const lookUp = { type: 'function' as const, function: { name: 'look_up' } }
    const scene = await searchScene(violations, [noForce, noForce, says(['No need.'])], { tools: [lookUp] })
    await scene.until(await scene.run({ tool_choice: lookUp }), 'completed')
    expect(choices(scene.model.requests).slice(1)).toEqual(['required', undefined])
    expect(scene.model.requests[2]?.['tools']).toMatchObject([{ function: { name: 'look_up' } }])
  })

  it('is shown the passages where it takes no tools at all', async () => {
    const auto = refuses(400, {
      message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    })
    const scene = await searchScene(violations, [noForce, auto, says(['It is 0.5 %.'])])
    const run = await completed(scene, { tool_choice: 'required' })
    expect(choices(scene.model.requests)).toEqual(['required', undefined, undefined])
    expect(scene.model.requests[2]).not.toHaveProperty('tools')
    expect((await stepsOf(scene.client, run))[0]?.metadata).toHaveProperty('note')
  })
})
