import type { AppErrorKind } from '../domain/errors.ts'

/** The kind of what an answer's `code`, or where it has none its `type`, names; where the status alone would not tell. */
export const KIND_OF_CODE: ReadonlyMap<string | null, AppErrorKind> = new Map<string, AppErrorKind>([
  ['insufficient_quota', 'quota'],
  ['credit_balance_exhausted', 'quota'],
  ['organization_spend_limit_exceeded', 'quota'],
  ['project_spend_limit_exceeded', 'quota'],
  ['organization_usage_limit_exceeded', 'quota'],
  ['billing_hard_limit_reached', 'quota'],
  ['billing_not_active', 'quota'],
  ['rate_limit_exceeded', 'rate-limit'],
  ['rate_limit_error', 'rate-limit'],
  ['slow_down', 'rate-limit'],
  ['context_length_exceeded', 'context-length'],
  ['exceed_context_size_error', 'context-length'], // llama.cpp
  ['model_not_found', 'model-not-found'],
  ['invalid_prompt', 'invalid'], // a failed response's
  ['invalid_api_key', 'auth'],
  ['server_is_overloaded', 'overloaded'],
  ['overloaded_error', 'overloaded'],
  // The runtime inside the page.
  ['storage_full', 'storage-full'],
  ['storage_failed', 'storage'],
  ['outdated_tab', 'storage'],
])

export const KIND_OF_STATUS: Readonly<Record<number, AppErrorKind>> = {
  401: 'auth',
  402: 'quota', // DeepSeek, OpenRouter: no balance
  403: 'permission',
  404: 'not-found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  410: 'not-found',
  413: 'too-large',
  429: 'rate-limit',
  501: 'unsupported',
  503: 'overloaded',
  529: 'overloaded',
}
