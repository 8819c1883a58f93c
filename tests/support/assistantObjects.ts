import type { Assistant } from '@/domain/api.ts'

/** An assistant as a server has it. */
export function assistantObject(changes: Partial<Assistant> = {}): Assistant {
  return {
    id: 'asst_1',
    object: 'assistant',
    created_at: 100,
    name: 'Clerk',
    description: null,
    model: 'demo/skein-demo',
    instructions: null,
    tools: [],
    metadata: {},
    tool_resources: {},
    temperature: 1,
    top_p: 1,
    response_format: 'auto',
    ...changes,
  }
}
