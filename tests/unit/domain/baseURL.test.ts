import { describe, expect, it } from 'vitest'
import { baseURLVariants, cleanBaseURL } from '@/domain/baseURL.ts'
import { PRESETS } from '@/domain/presets.ts'

describe('cleanBaseURL', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['  https://api.openai.com/v1/ ', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1'],
    ['https://host.example/v1/models?key=secret#top', 'https://host.example/v1'],
    ['"https://host.example/v1"', 'https://host.example/v1'],
    ['https://host.example/v1，'.replace('，', ','), 'https://host.example/v1'],
    ['api.groq.com/openai/v1', 'https://api.groq.com/openai/v1'],
    ['localhost:11434', 'http://localhost:11434'],
    ['127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['192.168.1.20:1234/v1', 'http://192.168.1.20:1234/v1'],
    ['my-nas:8000/v1', 'http://my-nas:8000/v1'],
    ['gpu.local/v1', 'http://gpu.local/v1'],
    ['http://0.0.0.0:8000/v1', 'http://127.0.0.1:8000/v1'],
    ['//host.example/v1', 'https://host.example/v1'],
    ['https://user:secret@host.example/v1', 'https://host.example/v1'],
    ['http:// localhost:11434 /v1', 'http://localhost:11434/v1'],
    ['https://host.example', 'https://host.example'],
    ['https://host.example/chat-server/v1', 'https://host.example/chat-server/v1'],
  ])('makes %j into %j', (text, baseURL) => {
    expect(cleanBaseURL(text)).toBe(baseURL)
  })

  it.each(['', '   ', 'ftp://host/v1', 'file:///etc/passwd', 'https://', 'javascript://alert(1)'])(
    'refuses %j',
    (text) => {
      expect(cleanBaseURL(text)).toBeNull()
    },
  )

  it('leaves every preset as it is', () => {
    for (const { exampleURL } of Object.values(PRESETS)) expect(cleanBaseURL(exampleURL)).toBe(exampleURL)
  })
})

describe('baseURLVariants', () => {
  it.each([
    ['http://localhost:11434', 'http://localhost:11434/v1'],
    ['http://localhost:1234/api', 'http://localhost:1234/api/v1'],
    ['https://openrouter.ai/v1', 'https://openrouter.ai/api/v1'],
    ['https://api.groq.com/v1', 'https://api.groq.com/openai/v1'],
    [
      'https://generativelanguage.googleapis.com/v1',
      'https://generativelanguage.googleapis.com/v1beta/openai',
    ],
    ['https://my.openai.azure.com', 'https://my.openai.azure.com/openai/v1'],
  ])('tries for %j first %j', (baseURL, first) => {
    expect(baseURLVariants(baseURL)[0]).toBe(first)
  })

  it('tries without the version too, none twice, and never the same again', () => {
    const variants = baseURLVariants('https://host.example/v1')
    expect(variants).toContain('https://host.example')
    expect(variants).not.toContain('https://host.example/v1')
    expect(new Set(variants).size).toBe(variants.length)
    expect(variants.length).toBeLessThanOrEqual(8)
  })
})
