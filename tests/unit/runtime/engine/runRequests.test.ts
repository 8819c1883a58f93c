/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { describe, expect, it } from 'vitest'
import { collect } from '../../../support/collect.ts'
import { calls, chunk, createFakeModel, refuses, says } from '../../../support/fakeModel.ts'
import { createRuntimeScene, type RuntimeScene } from '../../../support/runtimeScene.ts'

const lookUp: [string, string] = ['look_up', '{"at":1}']
const LOOK_UP = { type: 'function' as const, function: { name: 'look_up', parameters: { type: 'object' } } }

async function converse({ client, threadId }: RuntimeScene, texts: readonly string[]): Promise<void> {
  for (const [index, content] of texts.entries()) {
    const role = index % 2 === 0 ? 'assistant' : 'user'
    await client.beta.threads.messages.create(threadId, { role, content })
  }
}

describe('what a model is asked', () => {
  it('is the whole thread after the instructions', async () => {
    const scene = await createRuntimeScene([says(['hello'])], { assistant: { instructions: 'Be brief.' } })
    await converse(scene, ['Hello!', 'How are you?'])
    const run = await scene.run({
      additional_instructions: 'And kind.',
      additional_messages: [{ role: 'user', content: 'Well?' }],
    })
    expect(run.instructions).toBe('Be brief.\n\nAnd kind.')
    await scene.until(run, 'completed')
    expect(scene.model.requests[0]?.messages).toEqual([
      { role: 'system', content: 'Be brief.\n\nAnd kind.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
      // Chat templates insist on taking turns.
      { role: 'user', content: 'How are you?\n\nWell?' },
    ])
  })

  it('has the calls and their outputs in the next turn, with what was said around them', async () => {
    const model = createFakeModel([calls([lookUp], { before: 'Let me see.' }), says(['Found it.'])])
    const scene = await createRuntimeScene(model, { assistant: { tools: [LOOK_UP] } })
    const waiting = await scene.until(await scene.run(), 'requires_action')
    const id = waiting.required_action!.submit_tool_outputs.tool_calls[0]!.id
    await scene.client.beta.threads.runs.submitToolOutputs(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: [{ tool_call_id: id, output: 'here' }],
    })
    await scene.until(waiting, 'completed')
    expect(model.requests[1]?.messages).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [{ id, type: 'function', function: { name: 'look_up', arguments: '{"at":1}' } }],
      },
      { role: 'tool', tool_call_id: id, content: 'here' },
    ])
    const texts = (
      await collect(scene.client.beta.threads.messages.list(scene.threadId, { order: 'asc' }))
    ).map(({ content }) => (content[0]?.type === 'text' ? content[0].text.value : ''))
    expect(texts).toEqual(['Hi', 'Let me see.', 'Found it.'])
  })

  it('has text that came after the calls as a message before the next turn', async () => {
    const model = createFakeModel([calls([lookUp], { after: 'One moment.' }), says(['Found it.'])])
    const scene = await createRuntimeScene(model)
    const waiting = await scene.until(await scene.run(), 'requires_action')
    const id = waiting.required_action!.submit_tool_outputs.tool_calls[0]!.id
    const stream = scene.client.beta.threads.runs.submitToolOutputsStream(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: [{ tool_call_id: id, output: 'here' }],
    })
    await stream.finalRun()
    expect((await stream.finalMessages()).map(({ content }) => content[0])).toMatchObject([
      { text: { value: 'One moment.' } },
      { text: { value: 'Found it.' } },
    ])
    const steps = await collect(
      scene.client.beta.threads.runs.steps.list(waiting.id, { thread_id: scene.threadId, order: 'asc' }),
    )
    expect(steps.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'tool_calls completed',
      'message_creation completed',
      'message_creation completed',
    ])
    expect(model.requests[1]?.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
    ])
  })

  it('says how it may answer', async () => {
    const schema = { type: 'object', properties: {} }
    const scene = await createRuntimeScene([says(['{}'])], { assistant: { tools: [LOOK_UP] } })
    const run = await scene.run({
      model: 'other',
      temperature: 0.2,
      top_p: 0.5,
      reasoning_effort: 'low',
      parallel_tool_calls: false,
      tool_choice: { type: 'function', function: { name: 'look_up' } },
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
    })
    await scene.until(run, 'completed')
    expect(scene.model.requests[0]).toMatchObject({
      model: 'other',
      temperature: 0.2,
      top_p: 0.5,
      reasoning_effort: 'low',
      parallel_tool_calls: false,
      tool_choice: { type: 'function', function: { name: 'look_up' } },
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
      tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }],
    })
  })

  it('does not say what is the default anyway', async () => {
    const scene = await createRuntimeScene([says(['hello'])])
    await scene.until(await scene.run(), 'completed')
    const { temperature, top_p, tools, tool_choice, response_format } = scene.model.requests[0]!
    expect([temperature, top_p, tools, tool_choice, response_format]).toEqual(Array(5).fill(undefined))
  })

  it('forces a call once, so that the model can answer after it', async () => {
    const model = createFakeModel([calls([lookUp]), says(['Found it.'])])
    const scene = await createRuntimeScene(model, { assistant: { tools: [LOOK_UP] } })
    const waiting = await scene.until(await scene.run({ tool_choice: 'required' }), 'requires_action')
    await scene.client.beta.threads.runs.submitToolOutputs(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: waiting.required_action!.submit_tool_outputs.tool_calls.map(({ id }) => ({
        tool_call_id: id,
        output: '1',
      })),
    })
    await scene.until(waiting, 'completed')
    expect(model.requests.map((body) => body['tool_choice'] ?? 'auto')).toEqual(['required', 'auto'])
  })

  it('shows images, by address and from files, in their places', async () => {
    const scene = await createRuntimeScene([says(['A dot.'])])
    const file = await scene.client.files.create({
      file: new File([new Uint8Array([137, 80, 78, 71])], 'dot.png', { type: 'image/png' }),
      purpose: 'vision',
    })
    await scene.client.beta.threads.messages.create(scene.threadId, {
      role: 'user',
      content: [
        { type: 'text', text: 'Before:' },
        { type: 'image_file', image_file: { file_id: file.id, detail: 'low' } },
        { type: 'text', text: 'After:' },
        { type: 'image_url', image_url: { url: 'https://example.com/dot.png' } },
      ],
    })
    await scene.until(await scene.run(), 'completed')
    expect(scene.model.requests[0]?.messages).toMatchObject([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'Before:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw==', detail: 'low' } },
          { type: 'text', text: 'After:' },
          { type: 'image_url', image_url: { url: 'https://example.com/dot.png' } },
        ],
      },
    ])
  })

  it('keeps a refusal as a refusal', async () => {
    const scene = await createRuntimeScene([
      function* () {
        yield chunk({ refusal: 'I will ' })
        yield chunk({ refusal: 'not.' })
        yield chunk({}, 'stop')
      },
    ])
    const stream = scene.client.beta.threads.runs.stream(scene.threadId, { assistant_id: scene.assistantId })
    await stream.finalRun()
    expect((await stream.finalMessages())[0]?.content).toEqual([{ type: 'refusal', refusal: 'I will not.' }])
  })
})

describe('a thread that is too long', () => {
  const words = (count: number): string => 'word '.repeat(count)

  it('is cut to its last messages where the run says so', async () => {
    const scene = await createRuntimeScene([says(['hello'])])
    await converse(scene, ['a', 'b', 'c', 'd'])
    const truncation = { type: 'last_messages' as const, last_messages: 2 }
    await scene.until(await scene.run({ truncation_strategy: truncation }), 'completed')
    expect(scene.model.requests[0]?.messages.map(({ content }) => content)).toEqual(['c', 'd'])
  })

  it('is cut to what the context window of the model holds', async () => {
    const model = createFakeModel([says(['hello'])], { contextWindow: 1000 })
    const scene = await createRuntimeScene(model, { says: words(700) })
    await converse(scene, ['old', words(100), 'newer', 'newest'])
    await scene.until(await scene.run(), 'completed')
    const sent = model.requests[0]!.messages.map(({ content }) => String(content).slice(0, 6))
    expect(sent).toEqual(['old', 'word w', 'newer', 'newest'])
  })

  it('is halved until the server takes it, where no window is known', async () => {
    const tooLong = refuses(400, { message: 'Too long.', code: 'context_length_exceeded' })
    const model = createFakeModel([tooLong, tooLong, says(['hello'])])
    const scene = await createRuntimeScene(model, { says: words(400) })
    await converse(scene, [words(400), words(400), words(400), 'newest'])
    await scene.until(await scene.run(), 'completed')
    const sizes = model.requests.map(({ messages }) => JSON.stringify(messages).length)
    expect(sizes[1]!).toBeLessThan(sizes[0]! * 0.6)
    expect(sizes[2]!).toBeLessThan(sizes[1]! * 0.6)
    expect(model.requests[2]?.messages.at(-1)).toEqual({ role: 'user', content: 'newest' })
  })

  it('fails where nothing can be left out any more', async () => {
    const tooLong = refuses(400, { message: 'Too long.', code: 'context_length_exceeded' })
    const scene = await createRuntimeScene([tooLong], { says: words(400) })
    const run = await scene.until(await scene.run(), 'failed')
    expect(run.last_error?.code).toBe('invalid_prompt')
    expect(scene.model.requests).toHaveLength(1)
  })
})

describe('the usage of a run', () => {
  it('is the sum of its turns, and each step has its own', async () => {
    const scene = await createRuntimeScene([calls([lookUp]), says(['Found it.'])])
    const waiting = await scene.until(await scene.run(), 'requires_action')
    expect(waiting.usage).toBeNull()
    await scene.client.beta.threads.runs.submitToolOutputs(waiting.id, {
      thread_id: scene.threadId,
      tool_outputs: waiting.required_action!.submit_tool_outputs.tool_calls.map(({ id }) => ({
        tool_call_id: id,
        output: '1',
      })),
    })
    const run = await scene.until(waiting, 'completed')
    expect(run.usage).toEqual({ prompt_tokens: 30, completion_tokens: 13, total_tokens: 43 })
    const steps = await collect(
      scene.client.beta.threads.runs.steps.list(run.id, { thread_id: scene.threadId, order: 'asc' }),
    )
    expect(steps.map(({ usage }) => usage?.total_tokens)).toEqual([28, 15])
  })

  it('is estimated where the server does not tell it', async () => {
    const scene = await createRuntimeScene([says(['eight characters'], { usage: [] })])
    const run = await scene.until(await scene.run(), 'completed')
    expect(run.usage?.completion_tokens).toBe(4)
    expect(run.usage?.prompt_tokens).toBeGreaterThan(0)
  })
})
