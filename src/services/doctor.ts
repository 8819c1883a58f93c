import { baseURLVariants } from '@/domain/baseURL.ts'
import type { Connection } from '@/domain/connection.ts'
import { corsPolicyOf } from '@/domain/corsPolicy.ts'
import { firstChatModel } from '@/domain/defaultModel.ts'
import type { CheckId, DoctorCause, DoctorCheck, DoctorRemedy } from '@/domain/doctorReport.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { isOffered, isReadable, listEntries, openProbe, type Answer, type Probe } from './doctorProbes.ts'
import { sendTinyMessage } from './doctorMessage.ts'
import { diagnoseNetworkError, type PageEnvironment } from './network.ts'

export interface Patient {
  connection: Connection
  apiKey: string | null
  /** Sending a message may cost money: only when the person asked for it. */
  isMessageAllowed: boolean
  /** The model to send it to; `null`: the first of the endpoint's own that looks like one to chat with. */
  model: string | null
}

/**
 * Finds out whether and how well an endpoint works from this page, and yields each check as it is done. It ends early when
 * the rest cannot be looked at.
 * @throws AppError of kind `aborted`; `auth` for a key that no header can carry; `chunk` when the SDK cannot be loaded.
 */
export async function* examine(
  patient: Patient,
  page: PageEnvironment,
  signal: AbortSignal,
): AsyncGenerator<DoctorCheck> {
  const { connection, apiKey } = patient
  if (!/^https?:$/.test(URL.parse(connection.baseURL)?.protocol ?? '')) {
    yield failed('address', 'not-a-url')
    return
  }
  const probe = await openProbe(connection, apiKey, page.fetch, signal)
  const models = await probe.ask('get', '/models')
  if (models.kind === 'unanswered') {
    yield* explainSilence(patient, models.error, { probe, page, signal })
    return
  }
  for (const id of ['address', 'reachable', 'cors', 'headers'] as const) yield { id, status: 'ok' }

  const chat = await probe.ask('post', '/chat/completions')
  if (isAPI(models) || isOffered(chat) === true) {
    yield { id: 'path', status: 'ok', evidence: { url: connection.baseURL } }
  } else {
    yield await findPath(patient, models, page, signal)
    return
  }

  const key = checkKey(apiKey, models, chat)
  yield key
  yield checkModels(models)
  if (key.status === 'failed') return
  yield* checkAbilities(patient, { probe, models, chat, signal })
}

interface Tools {
  probe: Probe
  page: PageEnvironment
  signal: AbortSignal
}

/** Why nothing came back that the page may read: the way to the server, its CORS, or one of the headers. */
async function* explainSilence(
  { apiKey }: Patient,
  error: AppErrorData,
  { probe, page, signal }: Tools,
): AsyncGenerator<DoctorCheck> {
  const url = probe.urlOf('/models')
  const evidence = { url, detail: error.detail }
  if (error.kind === 'timeout') {
    yield { id: 'address', status: 'ok' }
    yield failed('reachable', 'timeout', { evidence })
    return
  }
  const network = await diagnoseNetworkError({ url, ...page }, signal)
  if (network === 'mixed-content') {
    yield failed('address', 'mixed-content', { evidence })
    return
  }
  yield { id: 'address', status: 'ok' }
  if (network !== 'cors') {
    yield failed('reachable', network, {
      evidence,
      ...(network === 'unreachable' && { remedy: { kind: 'start-server' } }),
    })
    return
  }
  yield { id: 'reachable', status: 'ok' }

  const policy = corsPolicyOf(url)
  const hidden = apiKey === null || apiKey === '' ? 'key-missing' : 'key-hidden'
  if (!(await isReadable(url, {}, page.fetch, signal))) {
    if (policy === 'hides-errors') yield failed('key', hidden, { evidence, remedy: { kind: 'get-key' } })
    else if (policy === 'none') yield failed('cors', 'host-without-cors', { evidence })
    else yield failed('cors', 'cors-missing', { evidence, remedy: { kind: 'server-setting' } })
    return
  }
  yield { id: 'cors', status: 'ok' }
  const names = await refusedHeaders(url, probe.sentHeaders(), page, signal)
  const isOnlyKey = names.every((name) => name === 'authorization')
  if (policy === 'hides-errors' && isOnlyKey) {
    yield failed('key', hidden, { evidence, remedy: { kind: 'get-key' } })
    return
  }
  yield failed('headers', 'header-refused', { evidence, remedy: { kind: 'drop-headers', names } })
}

/** The names of the headers that the server's preflight refuses, each tried alone. */
async function refusedHeaders(
  url: string,
  headers: [name: string, value: string][],
  page: PageEnvironment,
  signal: AbortSignal,
): Promise<string[]> {
  const tried = await Promise.all(
    headers.map(async ([name, value]) => ({
      name,
      isAllowed: await isReadable(url, { [name]: value }, page.fetch, signal),
    })),
  )
  const refused = tried.filter(({ isAllowed }) => !isAllowed).map(({ name }) => name)
  return refused.length > 0 ? refused : headers.map(([name]) => name)
}

/** Whether `/models` answered as an API does, be it with a refusal of the key. */
function isAPI(models: Answer): boolean {
  if (models.kind === 'answered') return listEntries(models) !== null
  return models.kind === 'refused' && ![404, 405, 410, 501].includes(models.error.status)
}

/** Looks for the API elsewhere on the same host. */
async function findPath(
  { connection, apiKey }: Patient,
  models: Answer,
  page: PageEnvironment,
  signal: AbortSignal,
): Promise<DoctorCheck> {
  for (const baseURL of baseURLVariants(connection.baseURL)) {
    const probe = await openProbe({ ...connection, baseURL }, apiKey, page.fetch, signal)
    const answer = await probe.ask('get', '/models')
    const isThere =
      listEntries(answer) !== null || (answer.kind === 'refused' && [401, 403].includes(answer.error.status))
    if (isThere) {
      return failed('path', 'wrong-path', {
        evidence: evidenceOf(models),
        remedy: { kind: 'use-base-url', baseURL },
      })
    }
  }
  return failed('path', 'no-api', { evidence: evidenceOf(models) })
}

/** Some servers list their models to everybody, so the key is judged by the chat too. */
function checkKey(apiKey: string | null, models: Answer, chat: Answer): DoctorCheck {
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

function checkModels(models: Answer): DoctorCheck {
  const entries = listEntries(models)
  if (entries === null) return { id: 'models', ...troubleOf(models, 'models-missing'), status: 'warning' }
  const evidence = { modelCount: entries.length }
  if (entries.length === 0) return { id: 'models', status: 'warning', cause: 'models-empty', evidence }
  return { id: 'models', status: 'ok', evidence }
}

async function* checkAbilities(
  patient: Patient,
  { probe, models, chat, signal }: { probe: Probe; models: Answer; chat: Answer; signal: AbortSignal },
): AsyncGenerator<DoctorCheck> {
  const [responses, embeddings, files, assistants] = await Promise.all([
    probe.ask('post', '/responses'),
    probe.ask('post', '/embeddings'),
    probe.ask('get', '/files?limit=1'),
    probe.ask('get', '/assistants?limit=1', { 'OpenAI-Beta': 'assistants=v2' }),
  ])
  const canChat = checkOffer('chat-completions', chat, isOffered(chat))
  const canRespond = checkOffer('responses', responses, isOffered(responses))
  const canNeither = canChat.cause === 'not-offered' && canRespond.cause === 'not-offered'
  yield canNeither ? { ...canChat, status: 'failed', cause: 'no-chat' } : canChat
  yield canRespond
  yield await checkStreaming(patient, {
    client: probe.client,
    api: canChat.status === 'ok' ? 'chat-completions' : 'responses',
    model: patient.model ?? chatModelOf(models),
    signal,
  })
  yield checkOffer('embeddings', embeddings, isOffered(embeddings))
  yield checkOffer('files', files, isListed(files))
  yield checkOffer('assistants', assistants, isListed(assistants))
}

/** Whether a GET found a list; `null` when the answer tells neither. */
function isListed(answer: Answer): boolean | null {
  if (answer.kind === 'answered') return listEntries(answer) !== null
  if (answer.kind === 'unanswered') return null
  return [404, 405, 410, 501].includes(answer.error.status) ? false : null
}

function checkOffer(id: CheckId, answer: Answer, isThere: boolean | null): DoctorCheck {
  if (isThere === false) return { id, status: 'skipped', cause: 'not-offered', evidence: evidenceOf(answer) }
  if (isThere === null) return { id, ...troubleOf(answer, 'unclear'), status: 'unknown' }
  const trouble = troubleOf(answer)
  return trouble.cause === 'quota' ? { id, ...trouble, status: 'warning' } : { id, status: 'ok' }
}

async function checkStreaming(
  { isMessageAllowed }: Patient,
  { model, ...how }: Omit<Parameters<typeof sendTinyMessage>[0], 'model'> & { model: string | null },
): Promise<DoctorCheck> {
  if (!isMessageAllowed) return { id: 'streaming', status: 'skipped', cause: 'message-not-asked' }
  if (model === null) return { id: 'streaming', status: 'unknown', cause: 'no-model' }
  const error = await sendTinyMessage({ model, ...how })
  if (error === null) return { id: 'streaming', status: 'ok', evidence: { detail: model } }
  const evidence = { ...evidenceOf({ kind: 'unanswered', error }), detail: `${model}: ${error.detail}` }
  return failed('streaming', 'message-failed', { evidence })
}

/** The id of the first listed model that looks like one to chat with. */
function chatModelOf(models: Answer): string | null {
  const entries = (listEntries(models) ?? []).flatMap((raw) => {
    const id: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'id') : undefined
    return typeof id === 'string'
      ? [{ id, ownedBy: null, createdAt: null, shutdownDate: null, raw: { id } }]
      : []
  })
  return firstChatModel(entries, '')
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

function evidenceOf(answer: Answer): NonNullable<DoctorCheck['evidence']> {
  if (answer.kind === 'answered') return {}
  const { url, status, detail } = answer.error
  return { ...(url !== undefined && { url }), ...(status !== undefined && { httpStatus: status }), detail }
}

function failed(
  id: CheckId,
  cause: DoctorCause,
  rest: { evidence?: NonNullable<DoctorCheck['evidence']>; remedy?: DoctorRemedy } = {},
): DoctorCheck {
  return { id, status: 'failed', cause, ...rest }
}
