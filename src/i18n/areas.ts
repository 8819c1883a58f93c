import type chat from './locales/en/chat.json'
import type common from './locales/en/common.json'
import type connections from './locales/en/connections.json'
import type errors from './locales/en/errors.json'
import type markdown from './locales/en/markdown.json'
import type models from './locales/en/models.json'
import type parameters from './locales/en/parameters.json'
import type settings from './locales/en/settings.json'
import type shell from './locales/en/shell.json'
import type upcoming from './locales/en/upcoming.json'

/** The words of one locale, in areas that load apart: `en` is the source and the type. */
export interface Messages {
  chat: typeof chat
  common: typeof common
  connections: typeof connections
  errors: typeof errors
  markdown: typeof markdown
  models: typeof models
  parameters: typeof parameters
  settings: typeof settings
  shell: typeof shell
  upcoming: typeof upcoming
}

export type Area = keyof Messages

export const AREAS: readonly Area[] = [
  'chat',
  'common',
  'connections',
  'errors',
  'markdown',
  'models',
  'parameters',
  'settings',
  'shell',
  'upcoming',
]
