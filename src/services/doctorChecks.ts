import type { CheckId, DoctorCause, DoctorCheck, DoctorRemedy } from '../domain/doctorReport.ts'
import { listEntries, type Answer } from './doctorProbes.ts'

/** Statuses that say that there is nothing at a path. */
const ABSENT = [404, 405, 410, 501]

/** Whether `/models` answered as an API does, be it with a refusal of the key. */
export function isAPI(models: Answer): boolean {
  if (models.kind === 'answered') return listEntries(models) !== null
  return models.kind === 'refused' && !ABSENT.includes(models.error.status)
}

/** Some servers list their models to everybody, so the key is judged by the chat too. */
export function checkKey(apiKey: string | null, models: Answer, chat: Answer): DoctorCheck {
  const hasKey = apiKey !== null && apiKey !== ''
  const unauthorized = [models, chat].find(
    (answer) => answer.kind === 'refused' && answer.error.kind === 'auth',
  )
  if (unauthorized !== undefined) {
    const cause = hasKey ? 'key-wrong' : 'key-missing'
    return failed('key', cause, { evidence: evidenceOf(unauthorized), remedy: { kind: 'get-key' } })
  }
  if (chat.kind === 'refused' && chat.error.kind === 'permission') {
    return failed('key', 'key-forbidden', { evidence: evidenceOf(chat) })
  }
  return hasKey ? { id: 'key', status: 'ok' } : { id: 'key', status: 'ok', cause: 'key-not-needed' }
}

/** The list of models: whether `/models` answered with one, and how many there are on all its pages. */
export function checkModels(models: Answer, count: number): DoctorCheck {
  if (listEntries(models) === null) {
    return { id: 'models', ...troubleOf(models, 'models-missing'), status: 'warning' }
  }
  const evidence = { modelCount: count }
  if (count === 0) return { id: 'models', status: 'warning', cause: 'models-empty', evidence }
  return { id: 'models', status: 'ok', evidence }
}

/** Whether the endpoint has something, by what a probe of it answered. */
export function checkOffer(id: CheckId, answer: Answer, isThere: boolean | null): DoctorCheck {
  if (isThere === false) return { id, status: 'skipped', cause: 'not-offered', evidence: evidenceOf(answer) }
  if (isThere === null) return { id, ...troubleOf(answer, 'unclear'), status: 'unknown' }
  const trouble = troubleOf(answer)
  return trouble.cause === 'quota' ? { id, ...trouble, status: 'warning' } : { id, status: 'ok' }
}

/** Whether a GET found a list; `null` when the answer tells neither. */
export function isListed(answer: Answer): boolean | null {
  if (answer.kind === 'answered') return listEntries(answer) !== null
  if (answer.kind === 'unanswered') return null
  return ABSENT.includes(answer.error.status) ? false : null
}

/** What to say of an answer that is not the one hoped for. */
function troubleOf(
  answer: Answer,
  otherwise?: DoctorCause,
): { cause?: DoctorCause; evidence: NonNullable<DoctorCheck['evidence']> } {
  const cause = answer.kind === 'answered' ? otherwise : (causeOf(answer) ?? otherwise)
  return { ...(cause !== undefined && { cause }), evidence: evidenceOf(answer) }
}

function causeOf(answer: Exclude<Answer, { kind: 'answered' }>): DoctorCause | null {
  if (answer.kind === 'unanswered') return answer.error.kind === 'timeout' ? 'timeout' : 'blocked'
  const { kind, status } = answer.error
  if (kind === 'quota' || kind === 'rate-limit') return kind
  if (kind === 'permission' || kind === 'auth') return 'key-forbidden'
  return status >= 500 && status !== 501 ? 'server-error' : null
}

/** What the server said, for the person to read. */
export function evidenceOf(answer: Answer): NonNullable<DoctorCheck['evidence']> {
  if (answer.kind === 'answered') return {}
  const { url, status, detail } = answer.error
  return { ...(url !== undefined && { url }), ...(status !== undefined && { httpStatus: status }), detail }
}

/** A check that failed. */
export function failed(
  id: CheckId,
  cause: DoctorCause,
  rest: { evidence?: NonNullable<DoctorCheck['evidence']>; remedy?: DoctorRemedy } = {},
): DoctorCheck {
  return { id, status: 'failed', cause, ...rest }
}
