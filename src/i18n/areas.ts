import type assistants from './locales/en/assistants.json'
import type calls from './locales/en/calls.json'
import type chat from './locales/en/chat.json'
import type common from './locales/en/common.json'
import type connections from './locales/en/connections.json'
import type errorCodes from './locales/en/errorCodes.json'
import type errors from './locales/en/errors.json'
import type files from './locales/en/files.json'
import type handlers from './locales/en/handlers.json'
import type help from './locales/en/help.json'
import type limits from './locales/en/limits.json'
import type log from './locales/en/log.json'
import type markdown from './locales/en/markdown.json'
import type models from './locales/en/models.json'
import type parameters from './locales/en/parameters.json'
import type runs from './locales/en/runs.json'
import type settings from './locales/en/settings.json'
import type shell from './locales/en/shell.json'
import type threads from './locales/en/threads.json'
import type tokens from './locales/en/tokens.json'
import type upcoming from './locales/en/upcoming.json'
import type vectorStores from './locales/en/vectorStores.json'

/** The words of one locale, in areas that load apart: `en` is the source and the type. */
export interface Messages {
  assistants: typeof assistants
  calls: typeof calls
  chat: typeof chat
  common: typeof common
  connections: typeof connections
  errorCodes: typeof errorCodes
  errors: typeof errors
  files: typeof files
  handlers: typeof handlers
  help: typeof help
  limits: typeof limits
  log: typeof log
  markdown: typeof markdown
  models: typeof models
  parameters: typeof parameters
  runs: typeof runs
  settings: typeof settings
  shell: typeof shell
  threads: typeof threads
  tokens: typeof tokens
  upcoming: typeof upcoming
  vectorStores: typeof vectorStores
}

export type Area = keyof Messages

export const AREAS: readonly Area[] = [
  'assistants',
  'calls',
  'chat',
  'common',
  'connections',
  'errorCodes',
  'errors',
  'files',
  'handlers',
  'help',
  'limits',
  'log',
  'markdown',
  'models',
  'parameters',
  'runs',
  'settings',
  'shell',
  'threads',
  'tokens',
  'upcoming',
  'vectorStores',
]
