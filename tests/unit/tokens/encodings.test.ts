import { expect, it } from 'vitest'
import { encodingOfModel } from '@/tokens/encodings.ts'

it.each([
  ['gpt-4o-mini', 'o200k_base'],
  ['chatgpt-4o-latest', 'o200k_base'],
  ['gpt-4.1-nano', 'o200k_base'],
  ['gpt-5.2-codex', 'o200k_base'],
  ['gpt-6', 'o200k_base'],
  ['o3-mini', 'o200k_base'],
  ['openai/o4-mini', 'o200k_base'],
  ['ft:gpt-4o-2024-08-06:acme::abc', 'o200k_base'],
  ['openai/gpt-oss-120b', 'o200k_harmony'],
  ['gpt-oss:20b', 'o200k_harmony'],
  ['gpt-4', 'cl100k_base'],
  ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
  ['gpt-3.5-turbo', 'cl100k_base'],
  ['text-embedding-3-small', 'cl100k_base'],
  ['text-embedding-ada-002', 'cl100k_base'],
])('%s counts by %s', (model, encoding) => {
  expect(encodingOfModel(model)).toEqual({ encoding, isKnown: true })
})

it.each(['claude-sonnet-4', 'llama-3.3-70b', 'ollama/phi4', 'o10', ''])(
  'of "%s" it is not known',
  (model) => {
    expect(encodingOfModel(model)).toEqual({ encoding: 'o200k_base', isKnown: false })
  },
)
