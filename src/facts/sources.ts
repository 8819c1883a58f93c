interface Source {
  /** Where it can be read; `null`: nowhere but here. */
  url: string | null
  /** The day that it is of, or was read on. */
  date: string
}

/** Where the facts come from. */
export const SOURCES = {
  specification: { url: 'https://platform.openai.com/docs/api-reference', date: '2026-08-21' },
  sdk: { url: 'https://platform.openai.com/docs/api-reference/files', date: '2026-11-13' },
  guide: { url: 'https://platform.openai.com/docs/guides/tools-file-search', date: '2025-01-31' },
  errors: { url: 'https://developers.openai.com/docs/guides/error-codes', date: '2026-11-22' },
  skein: { url: null, date: '2026-11-22' },
} as const satisfies Record<string, Source>

export type SourceName = keyof typeof SOURCES

/** Pages of OpenAI's documentation that belong to what Help tells. */
export const REFERENCES = {
  quickstart: 'https://platform.openai.com/docs/quickstart',
  api: 'https://platform.openai.com/docs/api-reference',
  files: 'https://platform.openai.com/docs/assistants/tools/supported-files',
  file_search: 'https://platform.openai.com/docs/guides/tools-file-search',
  functions: 'https://platform.openai.com/docs/guides/function-calling',
  models: 'https://platform.openai.com/docs/models/overview',
  tokenizer: 'https://platform.openai.com/tokenizer',
  errors: 'https://platform.openai.com/docs/guides/error-codes/api-errors',
} as const
