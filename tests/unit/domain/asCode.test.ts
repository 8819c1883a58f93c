import { expect, it } from 'vitest'
import { codeOf } from '@/domain/code/codeOf.ts'
import type { CodeCall } from '@/domain/code/description.ts'

const OPENAI: CodeCall = {
  method: 'POST',
  path: '/threads/thread_1/runs',
  baseURL: 'https://api.openai.com/v1',
  headers: [
    ['authorization', '[redacted]'],
    ['openai-beta', 'assistants=v2'],
  ],
  request: { kind: 'json', value: { assistant_id: 'asst_1' } },
}

it('reads as a person would write it', () => {
  expect(codeOf(OPENAI, 'javascript')).toBe(`import OpenAI from 'openai'

const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY })

const run = await client.beta.threads.runs.create('thread_1', { assistant_id: 'asst_1' })
console.log(run)
`)
  expect(codeOf(OPENAI, 'python')).toBe(`import os

from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])

run = client.beta.threads.runs.create("thread_1", assistant_id="asst_1")
print(run)
`)
  expect(codeOf(OPENAI, 'curl')).toBe(`curl 'https://api.openai.com/v1/threads/thread_1/runs' \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H 'OpenAI-Beta: assistants=v2' \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"assistant_id":"asst_1"}'
`)
})

it('streams', () => {
  const messages = [{ role: 'user', content: '写一篇100字左右关于春天的作文' }]
  const value = { model: 'gpt-4.1', messages, stream: true, top_k: 4 }
  const call: CodeCall = {
    ...OPENAI,
    path: '/chat/completions',
    headers: [],
    request: { kind: 'json', value },
  }
  expect(codeOf(call, 'javascript')).toContain(`const stream = await client.chat.completions.create({
  model: 'gpt-4.1',
  messages: [{ role: 'user', content: '写一篇100字左右关于春天的作文' }],
  stream: true,
  top_k: 4,
})

for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content || '')
}
`)
  expect(codeOf(call, 'python')).toContain(`    stream=True,
    extra_body={"top_k": 4},
)

for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
`)
})

it('uploads the file that lies beside the program', () => {
  const fields = [
    { name: 'file', file: { name: '精通.pdf', type: 'application/pdf', bytes: 3 } },
    { name: 'purpose', text: 'assistants' },
  ]
  const call: CodeCall = { ...OPENAI, path: '/files', request: { kind: 'form', fields } }
  expect(codeOf(call, 'javascript')).toContain(
    `client.files.create({ file: fs.createReadStream('精通.pdf'), purpose: 'assistants' })`,
  )
  expect(codeOf(call, 'python')).toContain(
    `client.files.create(file=open("精通.pdf", "rb"), purpose="assistants")`,
  )
  expect(codeOf(call, 'curl')).toContain(`-F 'file=@"精通.pdf";type=application/pdf' \\
  --form-string 'purpose=assistants'`)
})

it('names another server, and never sends it the key of OpenAI', () => {
  const call: CodeCall = { ...OPENAI, baseURL: 'https://gate.example/v1' }
  expect(codeOf(call, 'javascript')).toContain(
    `new OpenAI({ apiKey: process.env.API_KEY, baseURL: 'https://gate.example/v1' })`,
  )
  expect(codeOf(call, 'curl')).toContain(`curl 'https://gate.example/v1/threads/thread_1/runs'`)
  for (const language of ['curl', 'javascript', 'python'] as const) {
    expect(codeOf(call, language)).not.toContain('OPENAI_API_KEY')
  }
  expect(codeOf({ ...call, headers: [] }, 'javascript')).toContain(`apiKey: 'none'`)
  expect(codeOf({ ...call, headers: [] }, 'curl')).not.toContain('Authorization')
})

it('speaks to Azure as Azure wants it', () => {
  const call: CodeCall = {
    ...OPENAI,
    baseURL: 'https://mine.openai.azure.com/openai/v1?api-version=preview',
    headers: [['api-key', '[redacted]']],
  }
  expect(codeOf(call, 'curl')).toContain(
    `/runs?api-version=preview' \\\n  -H "api-key: $AZURE_OPENAI_API_KEY"`,
  )
  expect(codeOf(call, 'javascript')).toContain(`defaultQuery: { 'api-version': 'preview' }`)
  expect(codeOf(call, 'python')).toContain(`default_query={"api-version": "preview"}`)
})

it('asks OpenAI for what was answered inside the page', () => {
  const call: CodeCall = { ...OPENAI, baseURL: 'https://runtime.skein.invalid/v1', headers: [] }
  expect(codeOf(call, 'javascript')).toContain('new OpenAI({ apiKey: process.env.OPENAI_API_KEY })')
  expect(codeOf(call, 'curl')).toContain('https://api.openai.com/v1/threads')
})

it('hands a long body to curl by the shell, as no argument is that long', () => {
  const value = { text: 'x'.repeat(150_000) }
  const code = codeOf({ ...OPENAI, request: { kind: 'json', value } }, 'curl') ?? ''
  expect(code.startsWith(`printf %s '{"text":"xxx`)).toBe(true)
  expect(code).toContain('--data-binary @-')
})
