/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite, ContractTarget } from '../../support/contractTarget.ts'
import { answersOf, QUICKLY, stepsOf, TIME, callsOf } from '../../support/runScene.ts'
import type { Run, RunStep, ToolCall } from '@/runtime/wire.ts'

const SEARCH = { type: 'file_search' as const }
const CODE = { type: 'code_interpreter' as const }
const CONTENT = 'step_details.tool_calls[*].file_search.results[*].content' as const

const TEXT = 'The lighthouse of Arden was built in 1843. Its lamp is lit at dusk.'
const ASK = 'According to the document, when was the lighthouse of Arden built?'
const ASK_CODE = 'Use Python to compute 6 * 7.'

async function uploaded({ client }: ContractTarget): Promise<string> {
  const file = await toFile(new Blob([TEXT]), 'harbour.txt')
  return (await client.files.create({ file, purpose: 'assistants' })).id
}

/** A run over a new thread whose message has a file to search attached. */
async function searchRun(
  target: ContractTarget,
  params: Partial<OpenAI.Beta.Threads.RunCreateParamsNonStreaming> = {},
): Promise<{ run: Run; fileId: string }> {
  const { client, model } = target
  const fileId = await uploaded(target)
  const [assistant, thread] = await Promise.all([
    client.beta.assistants.create({ model, tools: [SEARCH] }),
    client.beta.threads.create({
      messages: [{ role: 'user', content: ASK, attachments: [{ file_id: fileId, tools: [SEARCH] }] }],
    }),
  ])
  const run = await client.beta.threads.runs.createAndPoll(
    thread.id,
    { assistant_id: assistant.id, ...params },
    QUICKLY,
  )
  return { run, fileId }
}

async function codeRun(
  { client, model }: ContractTarget,
  params: Partial<OpenAI.Beta.ThreadCreateAndRunParamsNonStreaming> = {},
): Promise<Run> {
  const assistant = await client.beta.assistants.create({ model, tools: [CODE] })
  return client.beta.threads.createAndRunPoll(
    {
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: ASK_CODE }] },
      tool_choice: CODE,
      ...params,
    },
    QUICKLY,
  )
}

function toolCallsOf(steps: readonly RunStep[]): ToolCall[] {
  return steps.flatMap(({ step_details: details }) =>
    details.type === 'tool_calls' ? details.tool_calls : [],
  )
}

function fileSearch(target: () => ContractTarget): void {
  it('find the files that came with a message, and cite them', async () => {
    const { run, fileId } = await searchRun(target())
    expect(run).toMatchObject({ status: 'completed', required_action: null, last_error: null })
    const steps = await stepsOf(target(), run)
    const [search] = toolCallsOf(steps)
    expect(search).toMatchObject({
      type: 'file_search',
      file_search: {
        ranking_options: { ranker: expect.any(String), score_threshold: expect.any(Number) },
        results: [{ file_id: fileId, file_name: 'harbour.txt', score: expect.any(Number) }],
      },
    })
    expect(steps.every(({ status }) => status === 'completed')).toBe(true)
    const answer = (await answersOf(target(), run)).at(-1)
    const [part] = answer?.content ?? []
    if (part?.type !== 'text') throw new Error(`No text, but ${JSON.stringify(answer)}`)
    expect(part.text.value).toContain('1843')
    const [citation] = part.text.annotations
    expect(citation).toMatchObject({ type: 'file_citation', file_citation: { file_id: fileId } })
    expect(part.text.value.slice(citation?.start_index, citation?.end_index)).toBe(citation?.text)
  })

  it('show the contents of what was found to who asks for them', async () => {
    const { client } = target()
    const { run } = await searchRun(target(), { tool_choice: SEARCH })
    const list = (include: (typeof CONTENT)[]): Promise<RunStep[]> =>
      collect(client.beta.threads.runs.steps.list(run.id, { thread_id: run.thread_id, include }))
    expect(JSON.stringify(toolCallsOf(await list([CONTENT])))).toContain('Its lamp is lit at dusk')
    expect(JSON.stringify(toolCallsOf(await list([])))).not.toContain('Its lamp is lit at dusk')
  })

  it('are made of what the tool says', async () => {
    const { run } = await searchRun(target(), {
      tools: [
        {
          type: 'file_search',
          file_search: { max_num_results: 1, ranking_options: { score_threshold: 0.01 } },
        },
      ],
      tool_choice: SEARCH,
    })
    expect(run.status).toBe('completed')
    expect(toolCallsOf(await stepsOf(target(), run))).toMatchObject([
      { file_search: { ranking_options: { score_threshold: 0.01 } } },
    ])
  })

  it('are streamed', async () => {
    const { client, model } = target()
    const fileId = await uploaded(target())
    const assistant = await client.beta.assistants.create({ model, tools: [SEARCH] })
    const stream = client.beta.threads.createAndRunStream({
      assistant_id: assistant.id,
      thread: {
        messages: [{ role: 'user', content: ASK, attachments: [{ file_id: fileId, tools: [SEARCH] }] }],
      },
    })
    const done: string[] = []
    stream.on('toolCallDone', ({ type }) => done.push(type))
    const run = await stream.finalRun()
    expect(run.status).toBe('completed')
    expect(done).toEqual(['file_search'])
    expect(await stream.finalRunSteps()).toEqual(await stepsOf(target(), run))
    expect(await stream.finalMessages()).toEqual(await answersOf(target(), run))
  })
}

function codeInterpreter(target: () => ContractTarget): void {
  it('run a program, and go on with what it gave', async () => {
    const run = await codeRun(target())
    expect(run).toMatchObject({ status: 'completed', tool_choice: CODE, last_error: null })
    const steps = await stepsOf(target(), run)
    expect(toolCallsOf(steps)).toMatchObject([
      {
        id: expect.any(String),
        type: 'code_interpreter',
        code_interpreter: { input: expect.stringMatching(/\S/u), outputs: expect.any(Array) },
      },
    ])
    expect(steps.map(({ type, status }) => [type, status])).toEqual([
      ['tool_calls', 'completed'],
      ['message_creation', 'completed'],
    ])
    const total = steps.reduce((sum, { usage }) => sum + (usage?.total_tokens ?? NaN), 0)
    expect(run.usage?.total_tokens).toBe(total)
  })

  it('are streamed as they are written', async () => {
    const { client, model } = target()
    const assistant = await client.beta.assistants.create({ model, tools: [CODE] })
    const stream = client.beta.threads.createAndRunStream({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: ASK_CODE }] },
      tool_choice: CODE,
    })
    let code = ''
    stream.on('toolCallDelta', (delta) => {
      if (delta.type === 'code_interpreter') code += delta.code_interpreter?.input ?? ''
    })
    const run = await stream.finalRun()
    const steps = await stepsOf(target(), run)
    expect(toolCallsOf(steps)).toMatchObject([{ code_interpreter: { input: code } }])
    expect(await stream.finalRunSteps()).toEqual(steps)
  })

  it('leave functions to the person', async () => {
    const run = await codeRun(target(), {
      tools: [CODE, TIME],
      tool_choice: { type: 'function', function: { name: 'get_time' } },
    })
    expect(run.status).toBe('requires_action')
    expect(callsOf(run).map(({ name }) => name)).toEqual(['get_time'])
  })
}

export const toolRunsContract: ContractSuite = (target) => {
  describe('runs with file search', () => fileSearch(target))
  describe('runs with code interpreter', () => codeInterpreter(target))
}
