import { baseURLVariants } from '../domain/baseURL.ts'
import type { Connection } from '../domain/connection.ts'
import { corsPolicyOf } from '../domain/corsPolicy.ts'
import { firstChatModel } from '../domain/defaultModel.ts'
import type { DoctorCheck } from '../domain/doctorReport.ts'
import type { AppErrorData } from '../domain/errors.ts'
import { askForAssistants } from './assistantsAbility.ts'
import { checkKey, checkModels, checkOffer, evidenceOf, failed, isAPI, isListed } from './doctorChecks.ts'
import { isOffered, isReadable, listEntries, openProbe, type Answer, type Probe } from './doctorProbes.ts'
import { sendTinyMessage, type TinyMessage } from './doctorMessage.ts'
import { listModels } from './models.ts'
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
  // A refusal of the key says nothing of the models.
  if (key.status === 'failed' && models.kind !== 'answered') return
  const entries = listEntries(models) === null ? [] : await listModels(probe.client, signal)
  yield checkModels(models, entries.length)
  if (key.status === 'failed') return
  const model = patient.model ?? firstChatModel(entries, new Date().toISOString().slice(0, 10))
  yield* checkAbilities({ ...patient, model }, { probe, chat, signal })
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
  if (names.length === 0) {
    // Without a header to blame it was a passing failure.
    yield { id: 'headers', status: 'unknown', cause: 'unclear', evidence }
    return
  }
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

async function* checkAbilities(
  patient: Patient,
  { probe, chat, signal }: { probe: Probe; chat: Answer; signal: AbortSignal },
): AsyncGenerator<DoctorCheck> {
  const [responses, embeddings, files, assistants] = await Promise.all([
    probe.ask('post', '/responses'),
    probe.ask('post', '/embeddings'),
    probe.ask('get', '/files?limit=1'),
    askForAssistants(probe.client, signal),
  ])
  const canChat = checkOffer('chat-completions', chat, isOffered(chat))
  const canRespond = checkOffer('responses', responses, isOffered(responses))
  yield withoutBoth(canChat, canRespond)
  yield canRespond
  yield await checkStreaming(patient, {
    client: probe.client,
    api: canChat.status === 'ok' ? 'chat-completions' : 'responses',
    signal,
  })
  yield checkOffer('embeddings', embeddings, isOffered(embeddings))
  yield checkOffer('files', files, isListed(files))
  yield checkOffer('assistants', assistants, isListed(assistants))
}

/** The check of chat completions, which fails when neither they nor Responses can be used. */
function withoutBoth(chat: DoctorCheck, responses: DoctorCheck): DoctorCheck {
  const causes = [chat.cause, responses.cause]
  if (!causes.every((cause) => cause === 'not-offered' || cause === 'blocked')) return chat
  if (!causes.includes('blocked')) return { ...chat, status: 'failed', cause: 'no-chat' }
  return { ...chat, status: 'failed', cause: 'post-blocked', remedy: { kind: 'server-setting' } }
}

async function checkStreaming(
  { isMessageAllowed, model }: Patient,
  how: Omit<TinyMessage, 'model'>,
): Promise<DoctorCheck> {
  if (!isMessageAllowed) return { id: 'streaming', status: 'skipped', cause: 'message-not-asked' }
  if (model === null) return { id: 'streaming', status: 'unknown', cause: 'no-model' }
  const error = await sendTinyMessage({ model, ...how })
  if (error === null) return { id: 'streaming', status: 'ok', evidence: { detail: model } }
  const evidence = { ...evidenceOf({ kind: 'unanswered', error }), detail: `${model}: ${error.detail}` }
  return failed('streaming', 'message-failed', { evidence })
}
