/** A method of the SDK, and the call it makes. */
export interface SdkMethod {
  verb: string
  /** Named parts are ids: the last is the method's first argument, those before it are named among its fields. */
  path: string
  /** Below the client, as JavaScript spells it. */
  name: string
  /** What to call what it gives. */
  result: string
}

const method = (verb: string, path: string, name: string, result: string): SdkMethod => ({
  verb,
  path,
  name,
  result,
})

/** Every call that the SDK has a method for and that is made here. Where two fit, the first does. */
export const SDK_METHODS: readonly SdkMethod[] = [
  method('GET', '/models', 'models.list', 'list'),
  method('GET', '/models/{model}', 'models.retrieve', 'model'),
  method('DELETE', '/models/{model}', 'models.delete', 'deleted'),
  method('POST', '/chat/completions', 'chat.completions.create', 'completion'),
  method('POST', '/responses', 'responses.create', 'response'),
  method('GET', '/responses/{response_id}', 'responses.retrieve', 'response'),
  method('POST', '/responses/input_tokens', 'responses.inputTokens.count', 'count'),
  method('POST', '/embeddings', 'embeddings.create', 'embeddings'),
  method('POST', '/files', 'files.create', 'file'),
  method('GET', '/files', 'files.list', 'list'),
  method('GET', '/files/{file_id}', 'files.retrieve', 'file'),
  method('DELETE', '/files/{file_id}', 'files.delete', 'deleted'),
  method('GET', '/files/{file_id}/content', 'files.content', 'content'),
  method('POST', '/assistants', 'beta.assistants.create', 'assistant'),
  method('GET', '/assistants', 'beta.assistants.list', 'list'),
  method('GET', '/assistants/{assistant_id}', 'beta.assistants.retrieve', 'assistant'),
  method('POST', '/assistants/{assistant_id}', 'beta.assistants.update', 'assistant'),
  method('DELETE', '/assistants/{assistant_id}', 'beta.assistants.delete', 'deleted'),
  method('POST', '/threads', 'beta.threads.create', 'thread'),
  method('POST', '/threads/runs', 'beta.threads.createAndRun', 'run'),
  method('GET', '/threads/{thread_id}', 'beta.threads.retrieve', 'thread'),
  method('POST', '/threads/{thread_id}', 'beta.threads.update', 'thread'),
  method('DELETE', '/threads/{thread_id}', 'beta.threads.delete', 'deleted'),
  method('POST', '/threads/{thread_id}/messages', 'beta.threads.messages.create', 'message'),
  method('GET', '/threads/{thread_id}/messages', 'beta.threads.messages.list', 'messages'),
  method('GET', '/threads/{thread_id}/messages/{message_id}', 'beta.threads.messages.retrieve', 'message'),
  method('POST', '/threads/{thread_id}/messages/{message_id}', 'beta.threads.messages.update', 'message'),
  method('DELETE', '/threads/{thread_id}/messages/{message_id}', 'beta.threads.messages.delete', 'deleted'),
  method('POST', '/threads/{thread_id}/runs', 'beta.threads.runs.create', 'run'),
  method('GET', '/threads/{thread_id}/runs', 'beta.threads.runs.list', 'runs'),
  method('GET', '/threads/{thread_id}/runs/{run_id}', 'beta.threads.runs.retrieve', 'run'),
  method('POST', '/threads/{thread_id}/runs/{run_id}', 'beta.threads.runs.update', 'run'),
  method('POST', '/threads/{thread_id}/runs/{run_id}/cancel', 'beta.threads.runs.cancel', 'run'),
  method(
    'POST',
    '/threads/{thread_id}/runs/{run_id}/submit_tool_outputs',
    'beta.threads.runs.submitToolOutputs',
    'run',
  ),
  method('GET', '/threads/{thread_id}/runs/{run_id}/steps', 'beta.threads.runs.steps.list', 'steps'),
  method(
    'GET',
    '/threads/{thread_id}/runs/{run_id}/steps/{step_id}',
    'beta.threads.runs.steps.retrieve',
    'step',
  ),
  method('POST', '/vector_stores', 'vectorStores.create', 'store'),
  method('GET', '/vector_stores', 'vectorStores.list', 'stores'),
  method('GET', '/vector_stores/{vector_store_id}', 'vectorStores.retrieve', 'store'),
  method('POST', '/vector_stores/{vector_store_id}', 'vectorStores.update', 'store'),
  method('DELETE', '/vector_stores/{vector_store_id}', 'vectorStores.delete', 'deleted'),
  method('POST', '/vector_stores/{vector_store_id}/search', 'vectorStores.search', 'found'),
  method('POST', '/vector_stores/{vector_store_id}/files', 'vectorStores.files.create', 'file'),
  method('GET', '/vector_stores/{vector_store_id}/files', 'vectorStores.files.list', 'files'),
  method('GET', '/vector_stores/{vector_store_id}/files/{file_id}', 'vectorStores.files.retrieve', 'file'),
  method('POST', '/vector_stores/{vector_store_id}/files/{file_id}', 'vectorStores.files.update', 'file'),
  method(
    'DELETE',
    '/vector_stores/{vector_store_id}/files/{file_id}',
    'vectorStores.files.delete',
    'deleted',
  ),
  method(
    'GET',
    '/vector_stores/{vector_store_id}/files/{file_id}/content',
    'vectorStores.files.content',
    'content',
  ),
  method('POST', '/vector_stores/{vector_store_id}/file_batches', 'vectorStores.fileBatches.create', 'batch'),
  method(
    'GET',
    '/vector_stores/{vector_store_id}/file_batches/{batch_id}',
    'vectorStores.fileBatches.retrieve',
    'batch',
  ),
  method(
    'POST',
    '/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel',
    'vectorStores.fileBatches.cancel',
    'batch',
  ),
  method(
    'GET',
    '/vector_stores/{vector_store_id}/file_batches/{batch_id}/files',
    'vectorStores.fileBatches.listFiles',
    'files',
  ),
]

/** A call as the SDK makes it: the method, and the ids in its path in their order. */
export interface SdkCall {
  method: SdkMethod
  ids: readonly { name: string; value: string }[]
}

/** The SDK's method for a call, by its path without the query; `null`: it has none. */
export function sdkCallOf(verb: string, path: string): SdkCall | null {
  const parts = path.split('/')
  const fitting = SDK_METHODS.filter((one) => one.verb === verb && fits(one.path.split('/'), parts))
  // `/threads/runs` is no thread by the name of `runs`.
  const [best] = fitting.toSorted((a, b) => namesIn(a.path).length - namesIn(b.path).length)
  if (best === undefined) return null
  const ids = best.path
    .split('/')
    .flatMap((part, index) =>
      part.startsWith('{') ? [{ name: part.slice(1, -1), value: decoded(parts[index] ?? '') }] : [],
    )
  return { method: best, ids }
}

function fits(template: readonly string[], parts: readonly string[]): boolean {
  return (
    template.length === parts.length &&
    template.every((part, index) => (part.startsWith('{') ? parts[index] !== '' : part === parts[index]))
  )
}

const namesIn = (path: string): string[] => path.match(/\{/gu) ?? []

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
