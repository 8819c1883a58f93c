import { CodeFile, targetOf, type CodeCall, type CodeTarget } from './description.ts'
import { javascriptOf, Raw } from './literals.ts'
import { filesIn, operationOf, type Operation } from './operation.ts'

/** A program for Node, with the `openai` package, that makes a call; `null` where too little of it is known. */
export function javascriptCode(call: CodeCall): string | null {
  const operation = operationOf(call)
  if (operation === null) return null
  const imports = [
    ...(filesIn(operation).length > 0 ? [`import fs from 'node:fs'`] : []),
    `import OpenAI from 'openai'`,
  ]
  return `${imports.join('\n')}\n\n${clientCode(targetOf(call))}\n\n${statements(operation)}\n`
}

function clientCode(target: CodeTarget): string {
  const headers = target.headers.map((header) => [
    header.name,
    'value' in header ? header.value : fromEnvironment(header.variable),
  ])
  const options = {
    apiKey: target.keyVariable === null ? 'none' : fromEnvironment(target.keyVariable),
    ...(!target.isOpenAI && { baseURL: target.baseURL }),
    ...(target.organization !== null && { organization: target.organization }),
    ...(target.project !== null && { project: target.project }),
    ...(Object.keys(target.query).length > 0 && { defaultQuery: target.query }),
    ...(headers.length > 0 && { defaultHeaders: Object.fromEntries(headers) }),
  }
  return `const client = new OpenAI(${javascriptOf(options)})`
}

const fromEnvironment = (variable: string): Raw =>
  new Raw(/^[A-Z_]/u.test(variable) ? `process.env.${variable}` : `process.env['${variable}']`)

function statements(operation: Operation): string {
  if (operation.kind === 'verb') return `const answer = await ${verbCode(operation)}\nconsole.log(answer)`
  const { method, ids } = operation.sdk
  const id = ids.at(-1)
  const parameters = [
    ...(id === undefined ? [] : [javascriptOf(id.value)]),
    ...(operation.isBare ? [] : [javascriptOf(withFiles(operation.fields))]),
  ]
  const asked = `await client.${method.name}(${parameters.join(', ')})`
  if (operation.isStream) return `const stream = ${asked}\n\n${streamCode(method.name)}`
  return `const ${method.result} = ${asked}\n${printCode(method.name, method.result)}`
}

function verbCode({ verb, path, body, query, beta }: Extract<Operation, { kind: 'verb' }>): string {
  const options = {
    ...(Object.keys(query).length > 0 && { query }),
    ...(body !== undefined && { body: withFiles(body) }),
    ...(beta !== null && { headers: { 'OpenAI-Beta': beta } }),
  }
  const parameters = [javascriptOf(path), ...(Object.keys(options).length > 0 ? [javascriptOf(options)] : [])]
  return `client.${verb.toLowerCase()}(${parameters.join(', ')})`
}

function withFiles(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fields
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof CodeFile ? new Raw(`fs.createReadStream(${javascriptOf(value.name)})`) : value,
    ]),
  )
}

/** In the shape of the SDK's own examples: what a person waits for is printed as it comes. */
function streamCode(method: string): string {
  if (method === 'chat.completions.create') {
    return `for await (const chunk of stream) {\n  process.stdout.write(chunk.choices[0]?.delta?.content || '')\n}`
  }
  if (method === 'responses.create') {
    return `for await (const event of stream) {\n  if (event.type === 'response.output_text.delta') process.stdout.write(event.delta)\n}`
  }
  return `for await (const event of stream) {
  if (event.event !== 'thread.message.delta') continue
  for (const part of event.data.delta.content ?? []) {
    if (part.type === 'text') process.stdout.write(part.text?.value ?? '')
  }
}`
}

function printCode(method: string, result: string): string {
  if (method === 'chat.completions.create') return `console.log(${result}.choices[0]?.message?.content || '')`
  if (method === 'responses.create') return `console.log(${result}.output_text)`
  if (method === 'files.content') return `console.log(await ${result}.text())`
  const isPage = /\.(?:list|listFiles|search)$|^vectorStores\.files\.content$/u.test(method)
  return `console.log(${isPage ? `${result}.data` : result})`
}
