import type { ConnectionKind } from './connection.ts'

/** Where a setting is made. `file`: in a unit or configuration file. */
export type SettingPlace = 'terminal' | 'macos' | 'windows' | 'systemd' | 'docker'

export interface CorsSetting {
  place: SettingPlace
  /** To be copied as it is. */
  text: string
}

/**
 * What to run so that a server of this kind lets the page at `origin` read its answers. Empty where the person cannot
 * change the server. LM Studio's switch in its window is for the words to tell.
 */
export function corsSettings(kind: ConnectionKind, origin: string): CorsSetting[] {
  switch (kind) {
    case 'ollama':
      return [
        { place: 'terminal', text: `OLLAMA_ORIGINS=${origin} ollama serve` },
        { place: 'macos', text: `launchctl setenv OLLAMA_ORIGINS "${origin}"` },
        { place: 'windows', text: `setx OLLAMA_ORIGINS "${origin}"` },
        { place: 'systemd', text: `[Service]\nEnvironment="OLLAMA_ORIGINS=${origin}"` },
        { place: 'docker', text: `docker run -e OLLAMA_ORIGINS=${origin} -p 11434:11434 ollama/ollama` },
      ]
    case 'lm-studio':
      return [{ place: 'terminal', text: 'lms server start --cors' }]
    case 'llama-cpp':
      return [{ place: 'terminal', text: `llama-server --cors-origins ${origin} -m model.gguf` }]
    case 'vllm':
      return [{ place: 'terminal', text: `vllm serve <model> --allowed-origins '["${origin}"]'` }]
    case 'litellm':
      return [{ place: 'terminal', text: `LITELLM_CORS_ORIGINS=${origin} litellm --config config.yaml` }]
    case 'demo':
    case 'openai':
    case 'azure':
    case 'openrouter':
    case 'deepseek':
    case 'groq':
    case 'mistral':
    case 'xai':
    case 'custom':
      return []
  }
}

/** How to start a local server of this kind; `null` for others. */
export function startCommand(kind: ConnectionKind): string | null {
  const commands: Partial<Record<ConnectionKind, string>> = {
    ollama: 'ollama serve',
    'lm-studio': 'lms server start --cors',
    'llama-cpp': 'llama-server -m model.gguf',
    vllm: 'vllm serve <model>',
    litellm: 'litellm --config config.yaml',
  }
  return commands[kind] ?? null
}
