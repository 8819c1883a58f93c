import type { Ability, Capabilities } from './capabilities.ts'

/** What the endpoint doctor looks at, in this order: first the way there, then what is there. */
export const CHECK_IDS = [
  'address',
  'reachable',
  'cors',
  'headers',
  'path',
  'key',
  'models',
  'chat-completions',
  'responses',
  'streaming',
  'embeddings',
  'files',
  'assistants',
] as const

export type CheckId = (typeof CHECK_IDS)[number]

/** `unknown`: looked, and could not tell; `skipped`: not looked at. */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped' | 'unknown'

export type DoctorCause =
  | 'not-a-url'
  | 'mixed-content'
  | 'offline'
  | 'unreachable'
  | 'timeout'
  | 'local-network' // the browser's permission is denied
  | 'cors-missing'
  | 'host-without-cors' // a host known to let no page in
  | 'header-refused' // by the CORS preflight
  | 'wrong-path' // and `remedy` has the right one
  | 'no-api' // it answers, but nowhere as an OpenAI-compatible API does
  | 'key-missing'
  | 'key-wrong' // 401
  | 'key-forbidden' // 403
  | 'key-hidden' // this host answers 401 without CORS headers
  | 'key-not-needed'
  | 'models-missing' // no `/models`
  | 'models-empty'
  | 'not-offered' // the endpoint has no such path
  | 'no-chat' // neither chat completions nor Responses
  | 'blocked' // the page cannot read this path, though it can read others
  | 'post-blocked' // the page can read, but not send
  | 'rate-limit'
  | 'quota'
  | 'server-error'
  | 'message-not-asked' // it costs money, so the person has to ask for it
  | 'no-model'
  | 'message-failed'
  | 'unclear'

export type DoctorRemedy =
  | { kind: 'use-base-url'; baseURL: string }
  | { kind: 'server-setting' }
  | { kind: 'start-server' }
  | { kind: 'get-key' }
  | { kind: 'drop-headers'; names: string[] }

export interface DoctorCheck {
  id: CheckId
  status: CheckStatus
  cause?: DoctorCause
  remedy?: DoctorRemedy
  evidence?: { url?: string; httpStatus?: number; detail?: string; modelCount?: number }
}

const ABILITY_CHECKS: ReadonlySet<CheckId> = new Set<Ability>([
  'models',
  'chat-completions',
  'responses',
  'streaming',
  'files',
  'embeddings',
  'assistants',
])

function isAbility(id: CheckId): id is CheckId & Ability {
  return ABILITY_CHECKS.has(id)
}

/** The checks that are about what the endpoint can do, not about the way to it. */
export const ABILITY_CHECK_IDS: readonly (CheckId & Ability)[] = CHECK_IDS.filter(isAbility)

const ABSENT: ReadonlySet<DoctorCause | undefined> = new Set<DoctorCause>([
  'not-offered',
  'models-missing',
  'blocked',
])

/** What to remember of a report; `null` when it did not get as far as the endpoint's abilities. */
export function capabilitiesOf(checks: readonly DoctorCheck[], checkedAt: number): Capabilities | null {
  const abilities: Capabilities['abilities'] = {}
  for (const check of checks) {
    if (!isAbility(check.id)) continue
    if (check.status === 'ok') abilities[check.id] = true
    else if (ABSENT.has(check.cause)) abilities[check.id] = false
  }
  if (Object.keys(abilities).length === 0) return null
  const models = checks.find((check) => check.id === 'models')
  return { checkedAt, abilities, modelCount: models?.evidence?.modelCount ?? null }
}

/** The worst of the checks that say something about whether chatting will work. */
export function verdictOf(checks: readonly DoctorCheck[]): 'ok' | 'warning' | 'failed' {
  if (checks.some((check) => check.status === 'failed')) return 'failed'
  return checks.some((check) => check.status === 'warning') ? 'warning' : 'ok'
}
