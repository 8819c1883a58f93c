/** An endpoint that a person has named: where it is, which API it speaks, and how its key is kept. */
export interface Connection {
  id: string
  /** Unique, url-safe; names the connection in `<slug>/<model id>`. */
  slug: string
  name: string
  kind: ConnectionKind
  /** Without a trailing slash, e.g. `https://api.openai.com/v1`. */
  baseURL: string
  api: 'auto' | ChatApi
  /** Does this server speak Assistants v2 itself? `auto` probes once and remembers. */
  assistants: 'auto' | 'yes' | 'no'
  organization?: string
  project?: string
  /** Extra request headers. */
  headers?: Record<string, string>
  key: { mode: KeyMode }
}

export type ChatApi = 'responses' | 'chat-completions'

/** Where a key is kept: nowhere, this tab, this device, or this device encrypted under a passphrase. */
export type KeyMode = 'none' | 'tab' | 'device' | 'passphrase'

export const CONNECTION_KINDS = [
  'demo',
  'openai',
  'azure',
  'openrouter',
  'deepseek',
  'groq',
  'mistral',
  'xai',
  'ollama',
  'lm-studio',
  'llama-cpp',
  'vllm',
  'litellm',
  'custom',
] as const

export type ConnectionKind = (typeof CONNECTION_KINDS)[number]

/** The demo endpoint answers inside the page; this address never reaches the network. */
export const DEMO_BASE_URL = 'https://demo.skein.invalid/v1'

export const DEMO_CONNECTION: Connection = {
  id: 'demo',
  slug: 'demo',
  name: 'Offline demo',
  kind: 'demo',
  baseURL: DEMO_BASE_URL,
  api: 'auto',
  assistants: 'no',
  key: { mode: 'none' },
}
