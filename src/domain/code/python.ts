import { CodeFile, targetOf, type CodeCall, type CodeTarget } from './description.ts'
import { pythonOf, Raw } from './literals.ts'
import { operationOf, type Operation } from './operation.ts'

/** The fields that the package's methods know by name; what a server takes besides goes in `extra_body`. */
const KNOWN_FIELDS: Record<string, ReadonlySet<string>> = {
  'chat.completions.create': new Set(
    `audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages
    metadata modalities model n parallel_tool_calls prediction presence_penalty prompt_cache_key reasoning_effort
    response_format safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools
    top_logprobs top_p user verbosity web_search_options`.split(/\s+/u),
  ),
  'responses.create': new Set(
    `background conversation include input instructions max_output_tokens max_tool_calls metadata model
    parallel_tool_calls previous_response_id prompt prompt_cache_key reasoning safety_identifier service_tier store
    stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user`.split(
      /\s+/u,
    ),
  ),
}

/** A program with the `openai` package for Python that makes a call; `null` where too little of it is known. */
export function pythonCode(call: CodeCall): string | null {
  const operation = operationOf(call)
  if (operation === null) return null
  const target = targetOf(call)
  const usesEnvironment = target.keyVariable !== null || target.headers.some((header) => 'variable' in header)
  const imports = [...(usesEnvironment ? ['import os', ''] : []), 'from openai import OpenAI']
  return `${imports.join('\n')}\n\n${clientCode(target)}\n\n${statements(operation)}\n`
}

function clientCode(target: CodeTarget): string {
  const headers = target.headers.map((header) => [
    header.name,
    'value' in header ? header.value : fromEnvironment(header.variable),
  ])
  return callCode('client = OpenAI', [], {
    api_key: target.keyVariable === null ? 'none' : fromEnvironment(target.keyVariable),
    ...(!target.isOpenAI && { base_url: target.baseURL }),
    ...(target.organization !== null && { organization: target.organization }),
    ...(target.project !== null && { project: target.project }),
    ...(Object.keys(target.query).length > 0 && { default_query: target.query }),
    ...(headers.length > 0 && { default_headers: Object.fromEntries(headers) }),
  })
}

const fromEnvironment = (variable: string): Raw => new Raw(`os.environ["${variable}"]`)

function statements(operation: Operation): string {
  if (operation.kind === 'verb') return verbCode(operation)
  const { method, ids } = operation.sdk
  const name = snakeCase(method.name)
  const id = ids.at(-1)
  const result = operation.isStream ? 'stream' : method.result === 'list' ? 'page' : method.result
  const fields = namedFields(method.name, operation.fields)
  const asked = callCode(`${result} = client.${name}`, id === undefined ? [] : [id.value], fields)
  return operation.isStream
    ? `${asked}\n\n${streamCode(method.name)}`
    : `${asked}\n${printCode(method.name, result)}`
}

/** Only what a name may be, and what the method knows, can be a keyword. */
function namedFields(method: string, fields: Record<string, unknown>): Record<string, unknown> {
  const known = KNOWN_FIELDS[method]
  const isNamed = ([name]: [string, unknown]): boolean =>
    known === undefined ? /^[a-z_][a-z0-9_]*$/u.test(name) : known.has(name)
  const entries = Object.entries(fields)
  const others = entries.filter((entry) => !isNamed(entry))
  return {
    ...Object.fromEntries(entries.filter(isNamed).map(([name, value]) => [name, withFile(value)])),
    ...(others.length > 0 && { extra_body: Object.fromEntries(others) }),
  }
}

function withFile(value: unknown): unknown {
  return value instanceof CodeFile ? new Raw(`open(${pythonOf(value.name)}, "rb")`) : value
}

function verbCode({ verb, path, body, query, beta }: Extract<Operation, { kind: 'verb' }>): string {
  const options = {
    ...(Object.keys(query).length > 0 && { params: query }),
    ...(beta !== null && { headers: { 'OpenAI-Beta': beta } }),
  }
  const asked = callCode(`answer = client.${verb.toLowerCase()}`, [path], {
    cast_to: new Raw('object'),
    ...(body !== undefined && { body }),
    ...(Object.keys(options).length > 0 && { options }),
  })
  return `${asked}\nprint(answer)`
}

/** `name(first, field=value)`, on one line where it is short. */
function callCode(name: string, positional: readonly string[], fields: Record<string, unknown>): string {
  const parts = (indent: string): string[] => [
    ...positional.map((value) => pythonOf(value, indent)),
    ...Object.entries(fields).map(([field, value]) => `${field}=${pythonOf(value, indent)}`),
  ]
  const line = `${name}(${parts('').join(', ')})`
  if (!line.includes('\n') && line.length <= 80) return line
  return `${name}(\n${parts('    ')
    .map((part) => `    ${part},\n`)
    .join('')})`
}

function streamCode(method: string): string {
  if (method === 'chat.completions.create') {
    return `for chunk in stream:\n    if chunk.choices:\n        print(chunk.choices[0].delta.content or "", end="", flush=True)`
  }
  if (method === 'responses.create') {
    return `for event in stream:\n    if event.type == "response.output_text.delta":\n        print(event.delta, end="", flush=True)`
  }
  return `for event in stream:
    if event.event == "thread.message.delta":
        for part in event.data.delta.content or []:
            if part.type == "text" and part.text:
                print(part.text.value or "", end="", flush=True)`
}

function printCode(method: string, result: string): string {
  if (method === 'chat.completions.create') return `print(${result}.choices[0].message.content or "")`
  if (method === 'responses.create') return `print(${result}.output_text)`
  if (method === 'files.content') return `print(${result}.text)`
  const isPage = /\.(?:list|listFiles|search)$|^vectorStores\.files\.content$/u.test(method)
  return `print(${isPage ? `${result}.data` : result})`
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)
