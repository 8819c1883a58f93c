import type { CheckId, CheckStatus, DoctorCause } from '@/domain/doctorReport.ts'

export const CHECK_WORDS = {
  address: 'connections.checks.address',
  reachable: 'connections.checks.reachable',
  cors: 'connections.checks.cors',
  headers: 'connections.checks.headers',
  path: 'connections.checks.path',
  key: 'connections.checks.key',
  models: 'connections.checks.models',
  'chat-completions': 'connections.checks.chat_completions',
  responses: 'connections.checks.responses',
  streaming: 'connections.checks.streaming',
  embeddings: 'connections.checks.embeddings',
  files: 'connections.checks.files',
  assistants: 'connections.checks.assistants',
} as const satisfies Record<CheckId, string>

export const STATUS_WORDS = {
  ok: 'connections.report.status.ok',
  warning: 'connections.report.status.warning',
  failed: 'connections.report.status.failed',
  skipped: 'connections.report.status.skipped',
  unknown: 'connections.report.status.unknown',
} as const satisfies Record<CheckStatus, string>

/** What was found, and what to do about it where there is something to do. */
export const CAUSE_WORDS = {
  'not-a-url': { what: 'connections.causes.not_a_url.what', todo: 'connections.causes.not_a_url.todo' },
  'mixed-content': {
    what: 'connections.causes.mixed_content.what',
    todo: 'connections.causes.mixed_content.todo',
  },
  offline: { what: 'connections.causes.offline.what', todo: 'connections.causes.offline.todo' },
  unreachable: { what: 'connections.causes.unreachable.what', todo: 'connections.causes.unreachable.todo' },
  timeout: { what: 'connections.causes.timeout.what', todo: 'connections.causes.timeout.todo' },
  'local-network': {
    what: 'connections.causes.local_network.what',
    todo: 'connections.causes.local_network.todo',
  },
  'cors-missing': {
    what: 'connections.causes.cors_missing.what',
    todo: 'connections.causes.cors_missing.todo',
  },
  'host-without-cors': {
    what: 'connections.causes.host_without_cors.what',
    todo: 'connections.causes.host_without_cors.todo',
  },
  'header-refused': {
    what: 'connections.causes.header_refused.what',
    todo: 'connections.causes.header_refused.todo',
  },
  'wrong-path': { what: 'connections.causes.wrong_path.what', todo: 'connections.causes.wrong_path.todo' },
  'no-api': { what: 'connections.causes.no_api.what', todo: 'connections.causes.no_api.todo' },
  'key-missing': { what: 'connections.causes.key_missing.what', todo: 'connections.causes.key_missing.todo' },
  'key-wrong': { what: 'connections.causes.key_wrong.what', todo: 'connections.causes.key_wrong.todo' },
  'key-forbidden': {
    what: 'connections.causes.key_forbidden.what',
    todo: 'connections.causes.key_forbidden.todo',
  },
  'key-hidden': { what: 'connections.causes.key_hidden.what', todo: 'connections.causes.key_hidden.todo' },
  'key-not-needed': { what: 'connections.causes.key_not_needed.what' },
  'models-missing': {
    what: 'connections.causes.models_missing.what',
    todo: 'connections.causes.models_missing.todo',
  },
  'models-empty': {
    what: 'connections.causes.models_empty.what',
    todo: 'connections.causes.models_empty.todo',
  },
  'not-offered': { what: 'connections.causes.not_offered.what' },
  'no-chat': { what: 'connections.causes.no_chat.what', todo: 'connections.causes.no_chat.todo' },
  blocked: { what: 'connections.causes.blocked.what' },
  'post-blocked': {
    what: 'connections.causes.post_blocked.what',
    todo: 'connections.causes.post_blocked.todo',
  },
  'rate-limit': { what: 'connections.causes.rate_limit.what', todo: 'connections.causes.rate_limit.todo' },
  quota: { what: 'connections.causes.quota.what', todo: 'connections.causes.quota.todo' },
  'server-error': {
    what: 'connections.causes.server_error.what',
    todo: 'connections.causes.server_error.todo',
  },
  'message-not-asked': { what: 'connections.causes.message_not_asked.what' },
  'no-model': { what: 'connections.causes.no_model.what' },
  'message-failed': {
    what: 'connections.causes.message_failed.what',
    todo: 'connections.causes.message_failed.todo',
  },
  unclear: { what: 'connections.causes.unclear.what' },
} as const satisfies Record<DoctorCause, { what: string; todo?: string }>

/** For a server of a kind whose setting we do not know. */
export const CORS_MISSING_ELSEWHERE = {
  what: 'connections.causes.cors_missing_elsewhere.what',
  todo: 'connections.causes.cors_missing_elsewhere.todo',
} as const

/** When the refused header is the one that carries the key. */
export const KEY_HEADER_REFUSED = {
  what: 'connections.causes.header_refused_key.what',
  todo: 'connections.causes.header_refused_key.todo',
} as const

export const PLACE_WORDS = {
  terminal: 'connections.places.terminal',
  macos: 'connections.places.macos',
  windows: 'connections.places.windows',
  systemd: 'connections.places.systemd',
  docker: 'connections.places.docker',
} as const
