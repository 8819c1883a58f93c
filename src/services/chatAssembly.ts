type Fields = Record<string, unknown>

export interface ChatAssembly {
  add: (chunk: unknown) => void
  /** A `chat.completion`, or `null` when no chunk has come. */
  result: () => Fields | null
}

/** Puts the chunks of a streamed chat completion together to the object that a sync call would have answered with. */
export function createChatAssembly(): ChatAssembly {
  let head: Fields | null = null
  const choices: Fields[] = []

  function add(chunk: unknown): void {
    if (!isFields(chunk)) return
    const { choices: parts, ...rest } = chunk
    head = { ...head, ...rest, object: 'chat.completion' }
    for (const part of listOf(parts)) addChoice(part)
  }

  function addChoice({ delta, ...rest }: Fields): void {
    const index = typeof rest['index'] === 'number' ? rest['index'] : 0
    const choice = (choices[index] ??= { index, message: { role: 'assistant', content: null } })
    const { message, finish_reason: finishReason } = choice
    if (isFields(message) && isFields(delta)) mergeDelta(message, delta)
    Object.assign(choice, rest, { finish_reason: rest['finish_reason'] ?? finishReason ?? null })
  }

  return {
    add,
    result: () => (head === null ? null : { ...head, choices: choices.filter(isFields) }),
  }
}

/** Text grows, tool calls grow by index, other lists get longer, and anything else is replaced. */
function mergeDelta(message: Fields, delta: Fields): void {
  for (const [name, value] of Object.entries(delta)) {
    const before = message[name]
    if (name === 'tool_calls') message[name] = mergeCalls(listOf(before), listOf(value))
    else if (name !== 'role' && typeof value === 'string') message[name] = textOf(before) + value
    else if (Array.isArray(value) && Array.isArray(before))
      message[name] = [...listOf(before), ...listOf(value)]
    else if (value !== null || before === undefined) message[name] = value
  }
}

function mergeCalls(calls: Fields[], deltas: Fields[]): Fields[] {
  const merged = [...calls]
  for (const [position, { index, function: part, ...rest }] of deltas.entries()) {
    const at = typeof index === 'number' ? index : position
    const before = merged[at]
    const call = isFields(before?.['function']) ? before['function'] : {}
    const added = isFields(part) ? part : {}
    merged[at] = {
      ...before,
      ...rest,
      function: { ...call, ...added, arguments: textOf(call['arguments']) + textOf(added['arguments']) },
    }
  }
  return merged.filter(isFields)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
