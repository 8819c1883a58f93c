/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { expectRefusal, ranScene, sceneOf } from '../../support/runScene.ts'

const REFUSED: [param: string, value: unknown][] = [
  ['max_prompt_tokens', 255],
  ['max_completion_tokens', 255],
  ['max_completion_tokens', 300.5],
  ['temperature', 2.1],
  ['temperature', '1'],
  ['top_p', -0.1],
  ['tool_choice', 'always'],
  ['parallel_tool_calls', 'yes'],
  ['truncation_strategy.type', 'oldest'],
  ['truncation_strategy.last_messages', 0],
  ['response_format', 'xml'],
  ['reasoning_effort', 'much'],
  ['tools[0].type', 'retrieval'],
  ['additional_messages[0].role', 'system'],
  ['metadata.key', 'x'.repeat(513)],
  ['instructions', 3],
  ['no_such_parameter', true],
]

/** `{ a: { b: value } }` of `a.b`. */
function bodyWith(param: string, value: unknown): Record<string, unknown> {
  const [head = '', ...rest] = param.split(/[.[\]]+/).filter((part) => part !== '')
  const inner = (parts: string[]): unknown => {
    const [part, ...more] = parts
    if (part === undefined) return value
    return /^\d+$/.test(part) ? [inner(more)] : { [part]: inner(more) }
  }
  return { [head]: inner(rest) }
}

function refusedRuns(target: () => ContractTarget): void {
  it.each(REFUSED)('are refused with the %s %j', async (param, value) => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const filler = {
      'truncation_strategy.last_messages': { type: 'last_messages', last_messages: value },
      'additional_messages[0].role': [{ role: value, content: 'hello' }],
    }[param]
    const [head = ''] = param.split(/[.[]/)
    const body = filler === undefined ? bodyWith(param, value) : { [head]: filler }
    const answer = await target().fetch(`/threads/${thread.id}/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ assistant_id: assistant.id, ...body }),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        ...(target().isOurs && { param: expect.stringMatching(new RegExp(`^${head}`)) }),
      },
    })
    expect((await client.beta.threads.runs.list(thread.id)).data).toEqual([])
  })

  it('are refused where they force a function that they do not name', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const body = { assistant_id: assistant.id, tool_choice: { type: 'function' } }
    const headers = { 'OpenAI-Beta': 'assistants=v2' }
    await expectRefusal(target(), client.post(`/threads/${thread.id}/runs`, { body, headers }), {
      status: 400,
      param: 'tool_choice.function',
      code: 'missing_required_parameter',
    })
  })

  it('take at most 20 tools', async () => {
    const { client } = target()
    const { assistant, thread } = await sceneOf(target(), 'Say: hello')
    const tools = Array.from({ length: 21 }, (_, index) => ({
      type: 'function' as const,
      function: { name: `tool_${index}` },
    }))
    await expectRefusal(
      target(),
      client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id, tools }),
      {
        status: 400,
        param: 'tools',
        code: 'array_above_max_length',
      },
    )
    const run = await client.beta.threads.runs.create(thread.id, {
      assistant_id: assistant.id,
      tools: tools.slice(1),
    })
    expect(run.tools).toHaveLength(20)
  })

  it('need an assistant', async () => {
    const { client } = target()
    const { thread } = await sceneOf(target(), 'Say: hello')
    await expectRefusal(
      target(),
      client.post(`/threads/${thread.id}/runs`, { body: {}, headers: { 'OpenAI-Beta': 'assistants=v2' } }),
      { status: 400, param: 'assistant_id', code: 'missing_required_parameter' },
    )
    for (const stream of [false, true]) {
      await expectRefusal(
        target(),
        client.beta.threads.runs.create(thread.id, { assistant_id: 'asst_none', stream }),
        { status: 404, message: "No assistant found with id 'asst_none'." },
      )
    }
  })

  it('need a thread', async () => {
    const { client, model } = target()
    const assistant = await client.beta.assistants.create({ model })
    for (const ask of [
      () => client.beta.threads.runs.create('thread_none', { assistant_id: assistant.id }),
      () => client.beta.threads.runs.list('thread_none'),
    ]) {
      await expectRefusal(target(), ask(), {
        status: 404,
        message: "No thread found with id 'thread_none'.",
      })
    }
  })

  it('are found in their own thread only', async () => {
    const { client } = target()
    const { run } = await ranScene(target(), 'Say: hello')
    const other = await client.beta.threads.create()
    const place = { thread_id: other.id }
    const missing = { status: 404, message: `No run found with id '${run.id}'.` }
    const { runs } = client.beta.threads
    await expectRefusal(target(), runs.retrieve(run.id, place), missing)
    await expectRefusal(target(), runs.update(run.id, { ...place, metadata: {} }), missing)
    await expectRefusal(target(), runs.cancel(run.id, place), missing)
    await expectRefusal(target(), runs.submitToolOutputs(run.id, { ...place, tool_outputs: [] }), missing)
    await expectRefusal(target(), runs.steps.list(run.id, place), missing)
    await expectRefusal(target(), runs.retrieve('run_none', place), {
      status: 404,
      message: "No run found with id 'run_none'.",
    })
  })
}

export const refusedRunsContract: ContractSuite = (target) => {
  describe('runs', () => refusedRuns(target))
}
