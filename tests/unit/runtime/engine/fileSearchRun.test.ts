/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { afterEach, describe, expect, it } from 'vitest'
import { pdfDocument } from '../../../support/documents.ts'
import { calls, createFakeModel, says } from '../../../support/fakeModel.ts'
import { createHandClock } from '../../../support/handClock.ts'
import { createRuntimeScene } from '../../../support/runtimeScene.ts'
import {
  citing,
  completed,
  ONE_RESULT,
  passagesIn,
  search,
  searchScene,
} from '../../../support/searchScene.ts'
import type { SpecificationError } from '../../../support/specification.ts'
import {
  callsInPieces,
  callsOf,
  eventsOf,
  expectMarks,
  messagesOf,
  SEARCH,
  stepsOf,
} from '../../../support/toolScene.ts'

const violations: SpecificationError[] = []
afterEach(() => {
  expect(violations.splice(0)).toEqual([])
})

describe('a run with file search', () => {
  it('searches the files, and gives the model the passages with marks to cite them by', async () => {
    const scene = await searchScene(
      violations,
      [calls([search('penalty for delay')]), citing(([mark]) => [`It is 0.5 % a day.${mark}`])],
      { tool: ONE_RESULT },
    )
    const run = await completed(scene)
    const { results } = passagesIn(scene.model.requests[1])
    expect(results[0]).toEqual({
      cite: '【0:0†agreement.md】',
      file: 'agreement.md',
      score: expect.any(Number),
      text: expect.stringContaining('0.5 % of the order value'),
    })
    const [step] = await stepsOf(scene.client, run, true)
    expect(step).toMatchObject({ type: 'tool_calls', status: 'completed', usage: { total_tokens: 28 } })
    const callId = callsOf(step)[0]?.id ?? ''
    expect(step?.metadata).toEqual({ [`queries_${callId}`]: 'penalty for delay' })
    expect(callsOf(step)).toMatchObject([
      {
        type: 'file_search',
        file_search: {
          ranking_options: { ranker: 'default_2024_08_21', score_threshold: 0 },
          results: [
            {
              file_id: scene.fileIds['agreement.md'],
              file_name: 'agreement.md',
              content: [{ type: 'text', text: expect.stringContaining('0.5 % of the order value') }],
            },
          ],
        },
      },
    ])
    // The contents are for who asks for them.
    expect(JSON.stringify(await stepsOf(scene.client, run))).not.toContain('order value')

    const [message] = await messagesOf(scene.client, run)
    expect(message?.content).toMatchObject([
      {
        text: {
          value: 'It is 0.5 % a day.【0:0†agreement.md】',
          annotations: [
            {
              type: 'file_citation',
              text: '【0:0†agreement.md】',
              start_index: 18,
              end_index: 36,
              file_citation: { file_id: scene.fileIds['agreement.md'] },
            },
          ],
        },
      },
    ])
    expectMarks(message)
    expect(run.usage).toEqual({ prompt_tokens: 30, completion_tokens: 13, total_tokens: 43 })
  })

  it('names the page that a passage begins on, where the file has pages', async () => {
    const scene = await searchScene(violations, [calls([search('second page')]), says(['Done.'])], {
      files: { 'agreement.pdf': pdfDocument() },
      tool: ONE_RESULT,
    })
    await completed(scene)
    expect(passagesIn(scene.model.requests[1]).results).toMatchObject([
      { cite: '【0:0†agreement.pdf】', page: 1, text: expect.stringContaining('Second page') },
    ])
  })

  it('offers it as a function that names the files', async () => {
    const scene = await searchScene(violations, [says(['Hello.'])])
    await completed(scene, { tool_choice: SEARCH })
    const body = scene.model.requests[0]
    expect(body?.['tools']).toMatchObject([
      {
        function: {
          name: 'file_search',
          description: expect.stringMatching(/agreement\.md.*annex\.txt.*【/su),
        },
      },
    ])
    expect(body?.['tool_choice']).toEqual({ type: 'function', function: { name: 'file_search' } })
  })

  it('numbers what it finds through the searches of a step, and the steps of a run', async () => {
    const scene = await searchScene(
      violations,
      [
        calls([search('penalty'), search('warranty')]),
        calls([search('board')], { before: 'One moment.' }),
        citing(() => ['A【0:0†agreement.md】B【0:1†annex.txt】C【2:0†minutes.txt】']),
      ],
      { tool: ONE_RESULT },
    )
    const run = await completed(scene)
    expect(passagesIn(scene.model.requests[1]).results.map(({ cite }) => cite)).toEqual(['【0:1†annex.txt】'])
    expect(passagesIn(scene.model.requests[2]).results.map(({ cite }) => cite)).toEqual([
      '【2:0†minutes.txt】',
    ])
    const message = (await messagesOf(scene.client, run)).at(-1)
    expectMarks(message)
    const [part] = message?.content ?? []
    const cited = part?.type === 'text' ? part.text.annotations : []
    expect(cited.map((one) => (one.type === 'file_citation' ? one.file_citation.file_id : ''))).toEqual([
      scene.fileIds['agreement.md'],
      scene.fileIds['annex.txt'],
      scene.fileIds['minutes.txt'],
    ])
  })

  it('takes the mark of an OpenAI model, and leaves out one that was made up', async () => {
    const scene = await searchScene(violations, [
      calls([search('penalty')]),
      citing(() => ['Yes【0:0†source】 and【7:7†nothing.pdf】 no【注】.']),
    ])
    const [message] = await messagesOf(scene.client, await completed(scene))
    expect(message?.content).toMatchObject([
      { text: { value: 'Yes【0:0†source】 and no【注】.', annotations: [{ text: '【0:0†source】' }] } },
    ])
    expectMarks(message)
  })

  it('knows the marks of answers before', async () => {
    const scene = await searchScene(violations, [
      calls([search('penalty')]),
      citing(([mark]) => [`So.${mark}`]),
      says(['As I said.【0:0†agreement.md】【0:1†agreement.md】']),
    ])
    await completed(scene)
    await scene.client.beta.threads.messages.create(scene.threadId, { role: 'user', content: 'Sure?' })
    const [message] = await messagesOf(scene.client, await completed(scene))
    expect(message?.content).toMatchObject([
      {
        text: {
          value: 'As I said.【0:0†agreement.md】',
          annotations: [{ file_citation: { file_id: scene.fileIds['agreement.md'] } }],
        },
      },
    ])
    // What was called in a run before is not told again.
    expect(scene.model.requests[2]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  it('keeps to the number, the scores and the tokens that passages may have', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`${index}.txt`, `pump ${`word${index} `.repeat(600)}`]),
    )
    const found = async (tool: OpenAI.Beta.FileSearchTool, contextWindow: number | null): Promise<number> => {
      const model = createFakeModel([calls([search('pump')]), says(['Done.'])], { contextWindow })
      const scene = await searchScene(violations, model, { files, tool })
      await completed(scene)
      return passagesIn(model.requests[1]).results.length
    }
    const withSettings = (settings: OpenAI.Beta.FileSearchTool.FileSearch): OpenAI.Beta.FileSearchTool => ({
      type: 'file_search',
      file_search: settings,
    })
    expect(await found(withSettings({ max_num_results: 3 }), null)).toBe(3)
    expect(await found(withSettings({ ranking_options: { score_threshold: 1 } }), null)).toBeLessThan(30)
    const many = await found(withSettings({ max_num_results: 50 }), null)
    const few = await found(withSettings({ max_num_results: 50 }), 16_000)
    expect(many).toBeLessThan(30)
    expect(few).toBeGreaterThan(0)
    expect(few).toBeLessThan(many)
  })

  it.each([
    ['{"query": "penalty"}', 1],
    ['{"queries": "penalty"}', 1],
    ['penalty', 1],
    ['{"queries": []}', 0],
    ['{"words": "penalty"}', 0],
  ])('takes its queries as models write them: %s', async (args, most) => {
    const scene = await searchScene(violations, [calls([['file_search', args]]), says(['Done.'])])
    await completed(scene)
    expect(Math.min(1, passagesIn(scene.model.requests[1]).results.length)).toBe(most)
  })

  it('searches the files that came with a message, once they are read', async () => {
    const scene = await searchScene(violations, [
      calls([search('lighthouse')]),
      citing(([mark]) => [`In 1843.${mark}`]),
    ])
    const { id } = await scene.client.files.create({
      file: new File(['The lighthouse was built in 1843.'], 'harbour.txt'),
      purpose: 'assistants',
    })
    const run = await completed(scene, {
      additional_messages: [
        {
          role: 'user',
          content: 'When was the lighthouse built?',
          attachments: [{ file_id: id, tools: [SEARCH] }],
        },
      ],
    })
    const [message] = await messagesOf(scene.client, run)
    expect(message?.content).toMatchObject([{ text: { annotations: [{ file_citation: { file_id: id } }] } }])
  })

  it('waits a minute for files of the thread that are being read, and says so where they are not', async () => {
    const clock = createHandClock()
    const reading = Promise.withResolvers<undefined>()
    const scene = await searchScene(violations, [calls([search('pump')]), says(['Not yet.'])], {
      files: {},
      deps: {
        clock,
        reader: {
          async *read() {
            await reading.promise
          },
        },
      },
    })
    const { id } = await scene.client.files.create({
      file: new File(['pump'], 'pump.txt'),
      purpose: 'assistants',
    })
    const run = await scene.run({
      additional_messages: [
        { role: 'user', content: 'And?', attachments: [{ file_id: id, tools: [SEARCH] }] },
      ],
    })
    await expect
      .poll(
        async () => {
          clock.advance(5000)
          return (await scene.client.beta.threads.runs.retrieve(run.id, { thread_id: scene.threadId })).status
        },
        { interval: 5, timeout: 5000 },
      )
      .toBe('completed')
    expect(passagesIn(scene.model.requests[1])).toEqual({
      results: [],
      notes: ['Files that are still being read, and were not searched: 1.'],
    })
    reading.resolve(undefined)
  })

  it('says where there is nothing to search', async () => {
    const scene = await createRuntimeScene([calls([search('pump')]), says(['Nothing.'])], {
      assistant: { tools: [SEARCH] },
    })
    await scene.until(await scene.run(), 'completed')
    expect(passagesIn(scene.model.requests[1])).toEqual({
      results: [],
      notes: ['There are no files to search.'],
    })
  })

  it('is stopped when its run is cancelled', async () => {
    const scene = await searchScene(violations, [calls([search('pump')])], {
      // One that does not even tell whether it is there.
      deps: { embeddings: { watch: () => undefined, current: () => new Promise(() => undefined) } },
    })
    const run = await scene.run()
    await expect.poll(async () => callsOf((await stepsOf(scene.client, run))[0])).toHaveLength(1)
    await scene.client.beta.threads.runs.cancel(run.id, { thread_id: scene.threadId })
    const ended = await scene.until(run, 'cancelled')
    expect(await stepsOf(scene.client, ended)).toMatchObject([{ status: 'cancelled' }])
  })
})

describe('a stream of a run with file search', () => {
  it('has the call, then what was found, and the marks with the text that they stand in', async () => {
    const scene = await searchScene(violations, [
      callsInPieces('file_search', ['{"queries":', '["penalty"]}']),
      citing(([mark = '']) => ['It is 0.5 %.', mark.slice(0, 4), mark.slice(4, 9), `${mark.slice(9)} So.`]),
    ])
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, {
      assistant_id: scene.assistantId,
    })
    const events = eventsOf(stream)
    const done: unknown[] = []
    const texts: unknown[] = []
    stream
      .on('toolCallCreated', (call) => done.push(structuredClone(call)))
      .on('toolCallDone', ({ type }) => done.push(type))
      .on('textDelta', ({ value, annotations }) => texts.push([value, annotations?.length]))
    const run = await stream.finalRun()
    expect(done).toEqual([{ index: 0, id: 'call_1', type: 'file_search', file_search: {} }, 'file_search'])
    expect(texts).toEqual([
      ['It is 0.5 %.', 0],
      ['【0:0†agreement.md】', 1],
      [' So.', 0],
    ])
    expect(events.slice(3, 8)).toEqual([
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.run.step.delta',
      'thread.run.step.completed',
      'thread.run.step.created',
    ])
    expect(await stream.finalRunSteps()).toEqual(await stepsOf(scene.client, run))
    expect(await stream.finalMessages()).toEqual(await messagesOf(scene.client, run))
  })

  it('has the contents of what was found where they are asked for', async () => {
    const scene = await searchScene(violations, [calls([search('penalty')]), says(['Done.'])])
    const stream = await scene.client.beta.threads.runs.create(scene.threadId, {
      assistant_id: scene.assistantId,
      stream: true,
      include: ['step_details.tool_calls[*].file_search.results[*].content'],
    })
    const found: string[] = []
    for await (const { event, data } of stream)
      if (event === 'thread.run.step.completed') found.push(JSON.stringify(data))
    expect(found[0]).toContain('order value')
  })
})
