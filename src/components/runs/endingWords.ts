import type { Run, RunStep } from '@/domain/api.ts'

/** What happened and what to do, for each code of `last_error`. */
const FAILURE_WORDS = {
  server_error: { what: 'runs.ending.server_error.what', todo: 'runs.ending.server_error.todo' },
  rate_limit_exceeded: { what: 'runs.ending.rate_limit.what', todo: 'runs.ending.rate_limit.todo' },
  invalid_prompt: { what: 'runs.ending.invalid_prompt.what', todo: 'runs.ending.invalid_prompt.todo' },
} as const satisfies Record<NonNullable<(Run | RunStep)['last_error']>['code'], object>

/** The same for each reason of `incomplete_details`. */
const INCOMPLETE_WORDS = {
  max_completion_tokens: { what: 'runs.ending.max_completion.what', todo: 'runs.ending.max_completion.todo' },
  max_prompt_tokens: { what: 'runs.ending.max_prompt.what', todo: 'runs.ending.max_prompt.todo' },
} as const satisfies Record<NonNullable<NonNullable<Run['incomplete_details']>['reason']>, object>

const OTHER_WORDS = {
  failed: { what: 'runs.ending.failed.what', todo: 'runs.ending.failed.todo' },
  incomplete: { what: 'runs.ending.incomplete.what', todo: 'runs.ending.incomplete.todo' },
  expired: { what: 'runs.ending.expired.what', todo: 'runs.ending.expired.todo' },
  cancelled: { what: 'runs.ending.cancelled.what', todo: 'runs.ending.cancelled.todo' },
} as const

type Endings = typeof FAILURE_WORDS & typeof INCOMPLETE_WORDS & typeof OTHER_WORDS
type EndingWords = Endings[keyof Endings]

/** The words for how a run ended short of completion; `null` for one that did not. Servers have codes of their own, too. */
export function endingWords({ status, last_error, incomplete_details }: Run): EndingWords | null {
  if (status === 'failed') return known(FAILURE_WORDS, last_error?.code) ?? OTHER_WORDS.failed
  if (status === 'incomplete') {
    return known(INCOMPLETE_WORDS, incomplete_details?.reason) ?? OTHER_WORDS.incomplete
  }
  return status === 'expired' || status === 'cancelled' ? OTHER_WORDS[status] : null
}

function known<Words extends object>(words: Words, code: keyof Words | undefined): Words[keyof Words] | null {
  return code !== undefined && Object.hasOwn(words, code) ? words[code] : null
}

/** The words for a code of `last_error`; `null` for one that only its server knows. */
export function failureWords(code: keyof typeof FAILURE_WORDS): EndingWords | null {
  return known(FAILURE_WORDS, code)
}
