import type { AppErrorKind } from '../domain/errors.ts'
import { KIND_OF_CODE } from './errorCodes.ts'

/** Where an error comes up, in the order of the page. */
export const ERROR_AREAS = ['request', 'response', 'run', 'store_file', 'file', 'page'] as const
export type ErrorArea = (typeof ERROR_AREAS)[number]

/** An error as the page of errors lists it. Its words are `errorCodes.<id>`; what it has no words for, its kind's say. */
export interface ErrorEntry {
  /** Its area and its name. */
  id: `${ErrorArea}.${string}`
  area: ErrorArea
  /** The values of `code` that it stands for; of a run `reason` or `status`, too. Empty: all that is of its kind and has no entry. */
  codes: readonly string[]
  /** HTTP. */
  statuses: readonly number[]
  /** `error.type` of the answer; `null`: it varies, or there is none. */
  type: string | null
  /** What this page makes of it; `null`: it is shown where it belongs, in words of its own. */
  kind: AppErrorKind | null
  /** It stands for all of its kind that has no entry of its own. */
  isAtLarge: boolean
}

type Details = Partial<Pick<ErrorEntry, 'codes' | 'statuses' | 'type' | 'kind'>>

const INVALID = 'invalid_request_error'

function entry(area: ErrorArea, name: string, details: Details = {}): ErrorEntry {
  const { codes = [name], statuses = [], type = null } = details
  const kind = details.kind ?? KIND_OF_CODE.get(codes[0] ?? null) ?? null
  return { id: `${area}.${name}`, area, codes, statuses, type, kind, isAtLarge: false }
}

/** Refused as not valid. */
function refused(name: string, codes: readonly string[] = [name]): ErrorEntry {
  return entry('request', name, { codes, statuses: [400], type: INVALID, kind: 'invalid' })
}

/** All that is of a kind. */
function kindly(area: ErrorArea, kind: AppErrorKind, statuses: readonly number[] = []): ErrorEntry {
  return { ...entry(area, kind.replaceAll('-', '_'), { codes: [], statuses, kind }), isAtLarge: true }
}

/**
 * Sources: OpenAI's guide of error codes; its specification (2026-08-21) for the codes of responses, runs and files of vector stores;
 * answers of its servers, as their users have published them; and what this page says itself. Read on 2026-11-22.
 */
export const ERROR_ENTRIES: readonly ErrorEntry[] = [
  refused('unknown_parameter', ['unknown_parameter', 'unsupported_parameter']),
  refused('missing_required_parameter'),
  refused('invalid_value', ['invalid_value', 'invalid_type', 'duplicate_parameter']),
  refused('above_max', [
    'array_above_max_length',
    'string_above_max_length',
    'object_above_max_properties',
    'integer_above_max_value',
    'integer_below_min_value',
    'decimal_above_max_value',
    'decimal_below_min_value',
  ]),
  refused('unsupported_model'),
  entry('request', 'context_length_exceeded', {
    codes: ['context_length_exceeded', 'exceed_context_size_error'],
    statuses: [400],
    type: INVALID,
  }),
  refused('previous_response_not_found'),
  refused('thread_is_busy', []),
  refused('outputs_missing', []),
  refused('run_is_over', []),
  refused('content_is_kept', []),
  { ...kindly('request', 'invalid', [400, 422]), type: INVALID },
  entry('request', 'invalid_api_key', { statuses: [401], type: INVALID }),
  entry('request', 'unsupported_country', {
    codes: ['unsupported_country_region_territory'],
    statuses: [403],
    type: 'request_forbidden',
    kind: 'permission',
  }),
  kindly('request', 'permission', [403]),
  entry('request', 'model_not_found', { statuses: [404], type: INVALID }),
  entry('request', 'unknown_url', { statuses: [404], type: INVALID, kind: 'not-found' }),
  { ...kindly('request', 'not-found', [404, 410]), type: INVALID },
  entry('request', 'method_not_supported', { statuses: [405], type: INVALID, kind: 'unsupported' }),
  kindly('request', 'conflict', [409]),
  entry('request', 'request_too_large', { statuses: [413], type: INVALID, kind: 'too-large' }),
  entry('request', 'rate_limit_exceeded', {
    codes: ['rate_limit_exceeded', 'rate_limit_error'],
    statuses: [429],
  }),
  entry('request', 'slow_down', { statuses: [429] }),
  entry('request', 'insufficient_quota', {
    codes: ['insufficient_quota', 'credit_balance_exhausted'],
    statuses: [429, 402],
    type: 'insufficient_quota',
  }),
  entry('request', 'spend_limit', {
    codes: [
      'organization_spend_limit_exceeded',
      'project_spend_limit_exceeded',
      'organization_usage_limit_exceeded',
    ],
    statuses: [429],
    type: 'insufficient_quota',
  }),
  entry('request', 'billing_not_active', {
    codes: ['billing_not_active', 'billing_hard_limit_reached'],
    statuses: [429],
  }),
  entry('request', 'server_error', { statuses: [500, 502], type: 'server_error', kind: 'server' }),
  entry('request', 'server_is_overloaded', {
    codes: ['server_is_overloaded', 'overloaded_error'],
    statuses: [503, 529],
  }),

  kindly('response', 'stream-cut'),
  kindly('response', 'stream-error'),
  kindly('response', 'malformed'),
  kindly('response', 'empty'),
  kindly('response', 'not-json'),
  entry('response', 'invalid_prompt'),
  entry('response', 'policy', {
    codes: ['bio_policy', 'image_content_policy_violation'],
    kind: 'stream-error',
  }),
  entry('response', 'image_unreadable', {
    codes: [
      'invalid_image',
      'invalid_image_format',
      'invalid_base64_image',
      'invalid_image_mode',
      'image_parse_error',
      'unsupported_image_media_type',
      'empty_image_file',
    ],
    kind: 'stream-error',
  }),
  entry('response', 'image_size', {
    codes: ['image_too_large', 'image_too_small', 'image_file_too_large'],
    kind: 'stream-error',
  }),
  entry('response', 'image_unreachable', {
    codes: ['invalid_image_url', 'failed_to_download_image', 'image_file_not_found'],
    kind: 'stream-error',
  }),
  entry('response', 'vector_store_timeout', { kind: 'stream-error' }),
  entry('response', 'data_residency_mismatch', { kind: 'stream-error' }),

  entry('run', 'server_error', { kind: 'server' }),
  entry('run', 'rate_limit_exceeded'),
  entry('run', 'invalid_prompt'),
  entry('run', 'max_completion_tokens'),
  entry('run', 'max_prompt_tokens'),
  entry('run', 'expired'),

  entry('store_file', 'server_error', { kind: 'server' }),
  entry('store_file', 'unsupported_file'),
  entry('store_file', 'invalid_file'),

  entry('file', 'empty'),
  entry('file', 'too_large', { codes: ['too-large'] }),
  entry('file', 'unsupported_type', { codes: ['unsupported-type'] }),
  entry('file', 'unsupported_encoding', { codes: ['unsupported-encoding'] }),

  kindly('page', 'offline'),
  kindly('page', 'unreachable'),
  kindly('page', 'cors'),
  kindly('page', 'mixed-content'),
  kindly('page', 'local-network'),
  kindly('page', 'timeout', [408]),
  kindly('page', 'aborted'),
  kindly('page', 'locked'),
  entry('page', 'connection_missing', { kind: 'not-found' }),
  entry('page', 'model_missing', { kind: 'model-not-found' }),
  { ...kindly('page', 'storage-full'), codes: ['storage_full'] },
  { ...kindly('page', 'storage'), codes: ['storage_failed', 'outdated_tab'] },
  kindly('page', 'handler'),
  kindly('page', 'chunk'),
  kindly('page', 'unsupported', [501]),
  kindly('page', 'unexpected'),
]
