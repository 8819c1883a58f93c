import type { ConnectionKind } from './connection.ts'

export type PresetKind = Exclude<ConnectionKind, 'demo'>

/** What is known of a kind of endpoint before anybody has asked it. */
export interface Preset {
  /** A brand: the same in every language. Empty for `custom`. */
  name: string
  /** Empty where everybody's own differs; then `exampleURL` shows the shape. */
  baseURL: string
  exampleURL: string
  /** The page where one gets a key; `null` where there is none. */
  keyURL: string | null
  needsKey: boolean
  /** Runs on the person's own machine or network. */
  isLocal: boolean
}

/** A hosted service, whose base URL and key page are the same for everybody. */
const hosted = (name: string, baseURL: string, keyURL: string): Preset => ({
  name,
  baseURL,
  exampleURL: baseURL,
  keyURL,
  needsKey: true,
  isLocal: false,
})

/** A server on the person's own machine, at the port that it listens on by default. */
const local = (name: string, baseURL: string): Preset => ({
  name,
  baseURL,
  exampleURL: baseURL,
  keyURL: null,
  needsKey: false,
  isLocal: true,
})

export const PRESETS: Readonly<Record<PresetKind, Preset>> = {
  openai: hosted('OpenAI', 'https://api.openai.com/v1', 'https://platform.openai.com/api-keys'),
  azure: {
    ...hosted('Azure OpenAI', '', 'https://ai.azure.com/'),
    exampleURL: 'https://my-resource.openai.azure.com/openai/v1',
  },
  openrouter: hosted('OpenRouter', 'https://openrouter.ai/api/v1', 'https://openrouter.ai/settings/keys'),
  deepseek: hosted('DeepSeek', 'https://api.deepseek.com/v1', 'https://platform.deepseek.com/api_keys'),
  groq: hosted('Groq', 'https://api.groq.com/openai/v1', 'https://console.groq.com/keys'),
  mistral: hosted('Mistral', 'https://api.mistral.ai/v1', 'https://console.mistral.ai/api-keys'),
  xai: hosted('xAI', 'https://api.x.ai/v1', 'https://console.x.ai/'),
  ollama: local('Ollama', 'http://localhost:11434/v1'),
  'lm-studio': local('LM Studio', 'http://localhost:1234/v1'),
  'llama-cpp': local('llama.cpp', 'http://localhost:8080/v1'),
  vllm: local('vLLM', 'http://localhost:8000/v1'),
  litellm: { ...local('LiteLLM', 'http://localhost:4000/v1'), needsKey: true },
  custom: { ...hosted('', '', ''), exampleURL: 'https://example.com/v1', keyURL: null, needsKey: false },
}

/** In the order in which a person is offered them. */
export const PRESET_KINDS: readonly PresetKind[] = [
  'openai',
  'openrouter',
  'deepseek',
  'groq',
  'mistral',
  'xai',
  'azure',
  'ollama',
  'lm-studio',
  'llama-cpp',
  'vllm',
  'litellm',
  'custom',
]
