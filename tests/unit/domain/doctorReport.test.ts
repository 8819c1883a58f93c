import { describe, expect, it } from 'vitest'
import { chatApiOf } from '@/domain/capabilities.ts'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import { corsPolicyOf } from '@/domain/corsPolicy.ts'
import { corsSettings } from '@/domain/corsSettings.ts'
import { capabilitiesOf, verdictOf, type DoctorCheck } from '@/domain/doctorReport.ts'
import { PRESET_KINDS, PRESETS } from '@/domain/presets.ts'

const checks: DoctorCheck[] = [
  { id: 'address', status: 'ok' },
  { id: 'models', status: 'ok', evidence: { modelCount: 12 } },
  { id: 'chat-completions', status: 'ok' },
  { id: 'responses', status: 'skipped', cause: 'not-offered' },
  { id: 'streaming', status: 'skipped', cause: 'message-not-asked' },
  { id: 'embeddings', status: 'unknown', cause: 'unclear' },
  { id: 'files', status: 'unknown', cause: 'blocked' },
]

describe('capabilitiesOf', () => {
  it('remembers what was found out and nothing else', () => {
    expect(capabilitiesOf(checks, 5)).toEqual({
      checkedAt: 5,
      modelCount: 12,
      abilities: { models: true, 'chat-completions': true, responses: false, files: false },
    })
  })

  it('remembers nothing when the endpoint was not reached', () => {
    expect(capabilitiesOf([{ id: 'reachable', status: 'failed', cause: 'unreachable' }], 5)).toBeNull()
  })

  it('leads to the API that the endpoint speaks', () => {
    const connection = { ...DEMO_CONNECTION, kind: 'vllm' as const }
    const flipped = checks.map((check): DoctorCheck =>
      check.id === 'chat-completions'
        ? { ...check, status: 'skipped', cause: 'not-offered' }
        : check.id === 'responses'
          ? { id: 'responses', status: 'ok' }
          : check,
    )
    expect(chatApiOf(connection, capabilitiesOf(checks, 1) ?? undefined)).toBe('chat-completions')
    expect(chatApiOf(connection, capabilitiesOf(flipped, 1) ?? undefined)).toBe('responses')
  })
})

describe('verdictOf', () => {
  it('is the worst that matters', () => {
    expect(verdictOf(checks)).toBe('ok')
    expect(verdictOf([...checks, { id: 'models', status: 'warning', cause: 'models-empty' }])).toBe('warning')
    expect(verdictOf([{ id: 'key', status: 'failed' }, ...checks])).toBe('failed')
  })
})

describe('corsSettings', () => {
  const origin = 'http://127.0.0.1:4173'

  it('fills in the origin of the page', () => {
    expect(corsSettings('ollama', origin)[0]?.text).toBe(`OLLAMA_ORIGINS=${origin} ollama serve`)
    expect(corsSettings('llama-cpp', origin)[0]?.text).toContain(`--cors-origins ${origin}`)
    expect(corsSettings('vllm', origin)[0]?.text).toContain(`--allowed-origins '["${origin}"]'`)
  })

  it('knows a setting for every server that a person can change, and for no hosted one', () => {
    for (const kind of PRESET_KINDS) {
      expect(corsSettings(kind, origin).length > 0, kind).toBe(PRESETS[kind].isLocal)
    }
  })
})

describe('corsPolicyOf', () => {
  it.each([
    ['https://openrouter.ai/api/v1', 'fixed-headers'],
    ['https://api.mistral.ai/v1', 'fixed-headers'],
    ['https://generativelanguage.googleapis.com/v1beta/openai', 'fixed-headers'],
    ['https://api.openai.com/v1', 'hides-errors'],
    ['https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1', 'none'],
    ['https://notopenrouter.ai/v1', 'unknown'],
    ['http://localhost:11434/v1', 'unknown'],
  ])('of %s is %s', (url, policy) => {
    expect(corsPolicyOf(url)).toBe(policy)
  })
})
