/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import OpenAI, { toFile } from 'openai'
import { loadPyodide } from 'pyodide'
import { describe, expect, it } from 'vitest'
import { handbook } from '../../support/handbook.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { salesTable } from '../../support/salesTable.ts'
import type { Interpreter } from '@/runtime/interpreter.ts'
import type { Message } from '@/runtime/wire.ts'

const pyodide = await loadPyodide()
pyodide.FS.mkdirTree('/mnt/data')

/** Runs programs here, which is enough for those of the demo. */
const interpreter: Interpreter = {
  async run({ code, files }) {
    for (const { name, read } of files)
      pyodide.FS.writeFile(`/mnt/data/${name}`, new Uint8Array(await (await read()).arrayBuffer()))
    const printed: string[] = []
    pyodide.setStdout({ batched: (line) => printed.push(line) })
    pyodide.runPython(code, { globals: pyodide.toPy({}) })
    const known = new Set(['.', '..', ...files.map(({ name }) => name)])
    const names: string[] = pyodide.FS.readdir('/mnt/data')
    const written = names
      .filter((name) => !known.has(name))
      .map((name) => {
        const blob = new Blob([pyodide.FS.readFile(`/mnt/data/${name}`)])
        pyodide.FS.unlink(`/mnt/data/${name}`)
        return { name, blob }
      })
    return { logs: printed.join('\n'), images: [], files: written, failure: null }
  },
  restart: () => undefined,
  close: () => undefined,
}

const runtime = createMemoryRuntime({ interpreter })
const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'https://runtime.invalid/v1',
  fetch: (input, init) => runtime.fetch(input, init),
  dangerouslyAllowBrowser: true,
})
const model = 'demo/skein-demo'

type Text = Extract<Message['content'][number], { type: 'text' }>['text']

/** What an assistant with these tools says to a question. */
async function answerTo(
  question: string,
  assistant: Omit<OpenAI.Beta.AssistantCreateParams, 'model'>,
): Promise<Text> {
  const { id } = await client.beta.assistants.create({ ...assistant, model })
  const run = await client.beta.threads.createAndRunPoll(
    { assistant_id: id, thread: { messages: [{ role: 'user', content: question }] } },
    { pollIntervalMs: 10 },
  )
  expect(run.last_error).toBeNull()
  const { data } = await client.beta.threads.messages.list(run.thread_id, { run_id: run.id })
  const part = data[0]?.content[0]
  if (part?.type !== 'text') throw new Error('no text')
  return part.text
}

async function upload(name: string, content: Blob): Promise<string> {
  const file = await toFile(content, name)
  return (await client.files.create({ file, purpose: 'assistants' })).id
}

const fileId = await upload('handbook.pdf', handbook())
const store = await client.vectorStores.create({})
await client.vectorStores.files.createAndPoll(store.id, { file_id: fileId }, { pollIntervalMs: 10 })
const reader = {
  tools: [{ type: 'file_search' as const }],
  tool_resources: { file_search: { vector_store_ids: [store.id] } },
}
const tableId = await upload('sales.csv', new Blob([salesTable()]))
const analyst = {
  tools: [{ type: 'code_interpreter' as const }],
  tool_resources: { code_interpreter: { file_ids: [tableId] } },
}

describe('the demo as an assistant', () => {
  it.each([
    ['When does the reading room close on Saturdays?', 'closes at 13 o’clock.'],
    ['What does a lost reader card cost?', 'A lost reader card is replaced for 7 euros.'],
    ['古籍阅览室需要提前几天预约？', '古籍阅览室须提前三天预约。'],
  ])('answers %j from a PDF, and cites it', async (question, sentence) => {
    const { value, annotations } = await answerTo(question, reader)
    expect(value).toContain(sentence)
    const [citation] = annotations
    expect(citation).toMatchObject({ type: 'file_citation', file_citation: { file_id: fileId } })
    expect(value.slice(citation?.start_index, citation?.end_index)).toBe(citation?.text)
    expect(value.slice(0, citation?.start_index)).toMatch(new RegExp(`${sentence} $`))
  })

  it('computes a mean from a CSV file', async () => {
    expect(await answerTo('What is the mean amount?', analyst)).toEqual({
      value: expect.stringContaining('**Mean of amount (12 rows): 61.5**'),
      annotations: [],
    })
  })

  it('links what a program has written', async () => {
    const { value, annotations } = await answerTo('按地区画一张金额的柱状图', analyst)
    expect(value).toContain('[sales-chart.svg](sandbox:/mnt/data/sales-chart.svg)')
    const [link] = annotations
    if (link?.type !== 'file_path') throw new Error('no link')
    const chart = await client.files.content(link.file_path.file_id)
    expect(await chart.text()).toMatch(/^<svg /)
  })

  it('uses both tools for one question', async () => {
    const { value, annotations } = await answerTo(
      'What does the handbook say of lost cards, and what is the total amount in sales.csv?',
      {
        tools: [...reader.tools, ...analyst.tools],
        tool_resources: { ...reader.tool_resources, ...analyst.tool_resources },
      },
    )
    expect(value).toContain('7 euros')
    expect(value).toContain('738')
    expect(annotations.map(({ type }) => type)).toContain('file_citation')
  })
})
