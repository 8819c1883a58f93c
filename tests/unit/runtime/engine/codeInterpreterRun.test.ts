/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { afterEach, describe, expect, it } from 'vitest'
import { codeScene, png, program } from '../../../support/codeScene.ts'
import { createFakeInterpreter, prints } from '../../../support/fakeInterpreter.ts'
import { calls, chunk, createFakeModel, refuses, says, usageChunk } from '../../../support/fakeModel.ts'
import type { SpecificationError } from '../../../support/specification.ts'
import { callsOf, CODE, expectMarks, messagesOf, outputsIn, stepsOf } from '../../../support/toolScene.ts'

const violations: SpecificationError[] = []
afterEach(() => {
  expect(violations.splice(0)).toEqual([])
})

const LOOK_UP = { type: 'function' as const, function: { name: 'look_up', parameters: { type: 'object' } } }

describe('a run with code interpreter', () => {
  it('runs the program that the model writes, and gives it what it prints', async () => {
    const interpreter = createFakeInterpreter([prints('40\n', '42\n')])
    const scene = await codeScene(
      violations,
      [calls([program('print(6 * 7)')], { before: 'Let me see.' }), says(['It is 42.'])],
      interpreter,
    )
    const run = await scene.until(await scene.run(), 'completed')
    expect(interpreter.tasks).toMatchObject([{ sessionId: scene.threadId, code: 'print(6 * 7)', files: [] }])
    const steps = await stepsOf(scene.client, run)
    expect(steps.map(({ type, status }) => [type, status])).toEqual([
      ['message_creation', 'completed'],
      ['tool_calls', 'completed'],
      ['message_creation', 'completed'],
    ])
    expect(callsOf(steps[1])).toEqual([
      {
        id: 'call_1_0',
        type: 'code_interpreter',
        code_interpreter: { input: 'print(6 * 7)', outputs: [{ type: 'logs', logs: '40\n42\n' }] },
      },
    ])
    expect(outputsIn(scene.model.requests[1]!)).toEqual(['40\n42'])
    expect(scene.model.requests[1]?.messages).toMatchObject([
      { role: 'user' },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [{ id: 'call_1_0', function: { name: 'python' } }],
      },
      { role: 'tool', tool_call_id: 'call_1_0' },
    ])
    // Both turns of the model, each where it was spent.
    expect(run.usage).toEqual({ prompt_tokens: 30, completion_tokens: 13, total_tokens: 43 })
    expect(steps.map(({ usage }) => usage?.total_tokens ?? 0)).toEqual([0, 28, 15])
  })

  it('offers it as a function that names the files at hand', async () => {
    const scene = await codeScene(violations, [says(['Hello.'])], createFakeInterpreter([prints('')]), {
      assistant: { tools: [CODE, { ...LOOK_UP, function: { ...LOOK_UP.function, name: 'python' } }] },
    })
    const file = await scene.client.files.create({
      file: new File(['a,b\n1,2\n'], 'table.csv'),
      purpose: 'assistants',
    })
    await scene.client.beta.threads.messages.create(scene.threadId, {
      role: 'user',
      content: 'The mean?',
      attachments: [{ file_id: file.id, tools: [CODE] }],
    })
    await scene.until(await scene.run({ tool_choice: CODE }), 'completed')
    const body = scene.model.requests[0]
    expect(body?.['tools']).toMatchObject([
      { function: { name: 'python' } },
      { function: { name: 'python_2', description: expect.stringContaining('/mnt/data/table.csv') } },
    ])
    expect(body?.['tool_choice']).toEqual({ type: 'function', function: { name: 'python_2' } })
  })

  it('is forced once', async () => {
    const scene = await codeScene(
      violations,
      [calls([program('1')]), says(['Done.'])],
      createFakeInterpreter([prints('1')]),
    )
    await scene.until(await scene.run({ tool_choice: 'required' }), 'completed')
    expect(scene.model.requests.map((body) => body['tool_choice'])).toEqual(['required', undefined])
  })

  it('gives programs the files of the assistant and of the thread, under names of their own', async () => {
    const interpreter = createFakeInterpreter([
      async ({ files }) => ({ logs: await (await files[1]!.read()).text() }),
    ])
    const scene = await codeScene(violations, [calls([program('1')]), says(['Done.'])], interpreter)
    const upload = async (text: string, name: string): Promise<string> =>
      (await scene.client.files.create({ file: new File([text], name), purpose: 'assistants' })).id
    const [first, second] = [await upload('first', 'data.csv'), await upload('second', 'data.csv')]
    await scene.client.beta.assistants.update(scene.assistantId, {
      tool_resources: { code_interpreter: { file_ids: [first] } },
    })
    await scene.client.beta.threads.update(scene.threadId, {
      tool_resources: { code_interpreter: { file_ids: [second, first] } },
    })
    const run = await scene.until(await scene.run(), 'completed')
    expect(interpreter.tasks[0]?.files).toMatchObject([
      { id: first, name: 'data.csv' },
      { id: second, name: 'data-2.csv' },
    ])
    expect(callsOf((await stepsOf(scene.client, run))[0])).toMatchObject([
      { code_interpreter: { outputs: [{ logs: 'second' }] } },
    ])
  })

  it('keeps what a program makes: figures are shown, files are linked', async () => {
    const files = [{ name: 'out.csv', blob: new Blob(['a,b']) }]
    const interpreter = createFakeInterpreter([
      () => ({ logs: 'saved\n', images: [png('one'), png('two')], files }),
    ])
    const link = 'Here is [the table](sandbox:/mnt/data/out.csv).'
    const scene = await codeScene(
      violations,
      [calls([program('plot()')]), says(['Here is [the table](sand', 'box:/mnt/data/out.csv).'])],
      interpreter,
    )
    const run = await scene.until(await scene.run(), 'completed')
    const [call] = callsOf((await stepsOf(scene.client, run))[0])
    const outputs = call?.type === 'code_interpreter' ? call.code_interpreter.outputs : []
    expect(outputs.map(({ type }) => type)).toEqual(['logs', 'image', 'image'])
    expect(outputsIn(scene.model.requests[1]!)).toEqual([
      'saved\nFiles: sandbox:/mnt/data/out.csv\nImages: 2',
    ])
    const [message] = await messagesOf(scene.client, run)
    const images = outputs.flatMap((output) => (output.type === 'image' ? [output.image.file_id] : []))
    expect(message?.content).toMatchObject([
      { type: 'image_file', image_file: { file_id: images[0] } },
      { type: 'image_file', image_file: { file_id: images[1] } },
      { type: 'text', text: { value: link, annotations: [{ type: 'file_path' }] } },
    ])
    expectMarks(message)
    const stored = (await scene.client.files.list({ purpose: 'assistants_output' })).data
    expect(stored.map(({ filename }) => filename).toSorted()).toEqual([
      'figure-1.png',
      'figure-2.png',
      'out.csv',
    ])
    const table = stored.find(({ filename }) => filename === 'out.csv')
    expect(JSON.stringify(message?.content)).toContain(table?.id)
    expect(await (await scene.client.files.content(table?.id ?? '')).text()).toBe('a,b')
  })

  it('shows figures to which the model says nothing', async () => {
    const interpreter = createFakeInterpreter([() => ({ images: [png('one')] })])
    const scene = await codeScene(violations, [calls([program('plot()')]), says([])], interpreter)
    const run = await scene.until(await scene.run(), 'completed')
    expect((await messagesOf(scene.client, run)).map(({ content }) => content)).toMatchObject([
      [{ type: 'image_file' }],
    ])
  })

  it('shows figures before what the model wrote after its call', async () => {
    const interpreter = createFakeInterpreter([() => ({ images: [png('one')] })])
    const scene = await codeScene(
      violations,
      [calls([program('plot()')], { after: 'Here it comes.' }), says(['Done.'])],
      interpreter,
    )
    const run = await scene.until(await scene.run(), 'completed')
    expect((await messagesOf(scene.client, run)).map(({ content }) => content)).toMatchObject([
      [{ type: 'image_file' }, { text: { value: 'Here it comes.' } }],
      [{ text: { value: 'Done.' } }],
    ])
  })

  it.each([
    ['an exception', { logs: 'ZeroDivisionError\n', failure: 'exception' as const }, 'ZeroDivisionError'],
    ['too much time', { logs: 'a', failure: 'timeout' as const }, 'a\nThe program was stopped: it took more'],
    ['too much memory', { failure: 'memory' as const }, 'The program was stopped: it needed more memory'],
    ['nothing printed', {}, '(The program printed nothing.)'],
  ])('goes on after %s', async (_, result, told) => {
    const scene = await codeScene(
      violations,
      [calls([program('1')]), says(['Sorry.'])],
      createFakeInterpreter([() => result]),
    )
    await scene.until(await scene.run(), 'completed')
    expect(outputsIn(scene.model.requests[1]!)).toEqual([expect.stringContaining(told)])
  })

  it('goes on where the interpreter cannot be had', async () => {
    const broken = createFakeInterpreter([() => Promise.reject(new Error('It could not be loaded.'))])
    for (const [interpreter, told] of [
      [undefined, 'Programs cannot be run here: there is no interpreter.'],
      [broken, 'The interpreter could not run the program: It could not be loaded.'],
    ] as const) {
      const scene = await codeScene(violations, [calls([program('1')]), says(['Sorry.'])], interpreter)
      const run = await scene.until(await scene.run(), 'completed')
      expect(outputsIn(scene.model.requests[1]!)).toEqual([told])
      expect(callsOf((await stepsOf(scene.client, run))[0])).toMatchObject([
        { code_interpreter: { outputs: [{ type: 'logs', logs: told }] } },
      ])
    }
  })

  it('tells the model the beginning and the end of much that is printed', async () => {
    const logs = `begin${'x'.repeat(200_000)}end`
    const scene = await codeScene(
      violations,
      [calls([program('1')]), says(['Much.'])],
      createFakeInterpreter([() => ({ logs })]),
    )
    await scene.until(await scene.run(), 'completed')
    const [output] = outputsIn(scene.model.requests[1]!)
    expect(output).toMatch(/^beginx+\n… \d+ characters are left out here …\nx+.*end$/su)
    expect(String(output).length).toBeLessThan(31_000)
  })

  it('leaves out the oldest outputs where a small context window has no room for all', async () => {
    const call = calls([program('1')])
    const model = createFakeModel([call, call, call, call, says(['Much.'])], { contextWindow: 4000 })
    const interpreter = createFakeInterpreter([() => ({ logs: 'x'.repeat(10_000) })])
    const scene = await codeScene(violations, model, interpreter)
    await scene.until(await scene.run(), 'completed')
    const lengths = model.requests.map((request) => outputsIn(request).map((output) => String(output).length))
    expect(lengths.slice(0, 3)).toEqual([[], [expect.any(Number)], [expect.any(Number), expect.any(Number)]])
    expect(Math.min(...(lengths[2] ?? []))).toBeGreaterThan(4000)
    const [first = 0, second = 0, third = 0, last = 0] = lengths[4] ?? []
    expect([first, second].every((length) => length < 100)).toBe(true)
    expect([third, last].every((length) => length > 4000)).toBe(true)
  })

  it('tries again with fewer outputs where the model says that they are too much', async () => {
    const call = calls([program('1')])
    const model = createFakeModel([
      call,
      call,
      refuses(400, { message: 'Too long.', code: 'context_length_exceeded' }),
      says(['Much.']),
    ])
    const scene = await codeScene(violations, model, createFakeInterpreter([prints('x'.repeat(2000))]))
    await scene.until(await scene.run(), 'completed')
    expect(outputsIn(model.requests[2]!)).toEqual(['x'.repeat(2000), 'x'.repeat(2000)])
    expect(outputsIn(model.requests[3]!)).toEqual([expect.stringContaining('left out'), 'x'.repeat(2000)])
  })

  it('gives up a model that calls without end', async () => {
    const scene = await codeScene(violations, [calls([program('1')])], createFakeInterpreter([prints('1')]))
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error).toEqual({
      code: 'server_error',
      message: 'The model has called tools 30 times in this run without coming to an answer.',
    })
    expect(scene.model.requests).toHaveLength(30)
  })

  it('keeps what there is of a program that a limit has cut off, and does not run it', async () => {
    const interpreter = createFakeInterpreter([prints('1')])
    const scene = await codeScene(
      violations,
      [
        () => [
          chunk({
            tool_calls: [
              { index: 0, id: 'call_a', function: { name: 'python', arguments: '{"code":"a = 1\\nb' } },
            ],
          }),
          chunk({}, 'length'),
        ],
      ],
      interpreter,
    )
    const run = await scene.until(await scene.run(), 'incomplete')
    const [step] = await stepsOf(scene.client, run)
    expect(step).toMatchObject({ status: 'failed' })
    expect(callsOf(step)).toMatchObject([{ code_interpreter: { input: 'a = 1\nb', outputs: [] } }])
    expect(interpreter.tasks).toEqual([])
  })

  it('holds the limit of output tokens over all turns', async () => {
    const costly = (body: Parameters<ReturnType<typeof calls>>[0]): Iterable<object> => [
      ...[...calls([program('1')])(body)].slice(0, -1),
      usageChunk(20, 300),
    ]
    const scene = await codeScene(violations, [costly], createFakeInterpreter([prints('1')]))
    const run = await scene.until(await scene.run({ max_completion_tokens: 500 }), 'incomplete')
    expect(run).toMatchObject({
      incomplete_details: { reason: 'max_completion_tokens' },
      usage: { completion_tokens: 600 },
    })
    expect(scene.model.requests.map((body) => body['max_tokens'])).toEqual([500, 200])
  })
})

describe('a run with code interpreter and functions', () => {
  it('executes the programs first, and then waits for the functions alone', async () => {
    const interpreter = createFakeInterpreter([prints('42')])
    const scene = await codeScene(
      violations,
      [calls([['look_up', '{"at":1}'], program('print(42)')]), says(['Both.'])],
      interpreter,
      { assistant: { tools: [CODE, LOOK_UP] } },
    )
    const waiting = await scene.until(await scene.run(), 'requires_action')
    expect(waiting.required_action?.submit_tool_outputs.tool_calls).toEqual([
      { id: 'call_1_0', type: 'function', function: { name: 'look_up', arguments: '{"at":1}' } },
    ])
    expect(callsOf((await stepsOf(scene.client, waiting))[0])).toMatchObject([
      { type: 'function', function: { output: null } },
      { type: 'code_interpreter', code_interpreter: { outputs: [{ logs: '42' }] } },
    ])
    const ended = await scene.client.beta.threads.runs.submitToolOutputsAndPoll(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: [{ tool_call_id: 'call_1_0', output: 'found' }],
    })
    expect(ended.status).toBe('completed')
    expect(interpreter.tasks).toHaveLength(1)
    expect(outputsIn(scene.model.requests[1]!)).toEqual(['found', '42'])
  })

  it('tells the model that it has called what there is not, and asks the person for the rest', async () => {
    const scene = await codeScene(
      violations,
      [
        calls([
          ['browse', '{"id":1}'],
          ['look_up', '{}'],
        ]),
        says(['Ah.']),
      ],
      createFakeInterpreter([prints('')]),
      { assistant: { tools: [CODE, LOOK_UP] } },
    )
    const waiting = await scene.until(await scene.run(), 'requires_action')
    const asked = waiting.required_action?.submit_tool_outputs.tool_calls
    expect(asked?.map(({ function: { name } }) => name)).toEqual(['look_up'])
    const ended = await scene.client.beta.threads.runs.submitToolOutputsAndPoll(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: [{ tool_call_id: 'call_1_1', output: 'found' }],
    })
    expect(ended.status).toBe('completed')
    const told = 'There is no function named "browse".'
    expect(callsOf((await stepsOf(scene.client, ended))[0])).toMatchObject([
      { type: 'function', function: { name: 'browse', output: told } },
      { type: 'function', function: { name: 'look_up', output: 'found' } },
    ])
    expect(outputsIn(scene.model.requests[1]!)).toEqual([told, 'found'])
  })

  it('is called by the name that OpenAI has for it, too', async () => {
    const interpreter = createFakeInterpreter([prints('1')])
    const scene = await codeScene(
      violations,
      [calls([['code_interpreter', '{"code":"1"}']]), says(['One.'])],
      interpreter,
    )
    await scene.until(await scene.run(), 'completed')
    expect(interpreter.tasks).toMatchObject([{ code: '1' }])
  })

  it('makes one call at a time where they may not be parallel', async () => {
    const interpreter = createFakeInterpreter([prints('1')])
    const scene = await codeScene(
      violations,
      [calls([program('1'), program('2')]), says(['One.'])],
      interpreter,
    )
    await scene.until(await scene.run({ parallel_tool_calls: false }), 'completed')
    expect(interpreter.tasks.map(({ code }) => code)).toEqual(['1'])
  })
})
