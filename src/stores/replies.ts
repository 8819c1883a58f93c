import { defineStore } from 'pinia'
import { onScopeDispose, shallowReactive } from 'vue'
import type { AssistantMessage, Chat, ChatEvent, ChatMessage } from '@/domain/chat.ts'
import { EMPTY_DRAFT, isEmptyDraft, isSameDraft, type ChatDraft } from '@/domain/chatDraft.ts'
import { requestWithout } from '@/domain/chatRequest.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError, isRetryable, type AppErrorData } from '@/domain/errors.ts'
import {
  hasContent,
  planContinuation,
  planMessage,
  planReply,
  planRetry,
  type ReplyPlan,
  type ReplySource,
} from '@/domain/replyPlan.ts'
import { endReply, phaseOf, reduceReply, type LiveReply, type ReplyPhase } from '@/domain/replyReducer.ts'
import { onPageHide } from '@/storage/pageHide.ts'
import { holdReplyLock } from '@/storage/replyLock.ts'
import { onTabNews, tellTabs } from '@/storage/tabNews.ts'
import { useChatsStore } from './chats.ts'
import { useConnectionsStore } from './connections.ts'
import { useMessagesStore } from './messages.ts'
import { useModelsStore } from './models.ts'
import { createPacer, type Paced } from './replyPacing.ts'
import { requestReply, type ReplyTarget } from './replyRequest.ts'

/** The longest that `setTimeout` can wait. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** A server that keeps asking to wait is not asked by itself for ever. */
const MAX_RETRIES_IN_A_ROW = 5

/** One reply on its way in this tab. */
interface Run extends Paced {
  chatId: string
  controller: AbortController
  /** As far as it has come; `null` until it is clear what to ask. */
  reply: AssistantMessage | null
  ended: Promise<void>
}

/** Asks for replies and takes them in, several chats at a time. Its verbs never reject: what goes wrong is in the message. */
export const useRepliesStore = defineStore('replies', () => {
  const chats = useChatsStore()
  const messages = useMessagesStore()
  const connections = useConnectionsStore()
  const models = useModelsStore()
  const live = shallowReactive(new Map<string, LiveReply>())
  const runs = new Map<string, Run>()
  const retryTimers = new Map<string, ReturnType<typeof setTimeout>>()
  const pacer = createPacer(() => runs.values(), {
    show: (run) => {
      if (run.reply !== null) messages.show(run.reply)
    },
    save: (run) => {
      if (run.reply !== null) messages.save(run.reply).catch(chats.report)
    },
  })

  /** Resolves when the reply has ended. When the message cannot be stored, it is the chat's draft again. */
  function send(chatId: string, draft: ChatDraft): Promise<void> {
    return start(
      chatId,
      (chat) => planMessage(chat, messages.pathOf(chatId), draft, asked(chat)),
      () => keepDraft(chatId, draft),
    )
  }

  /** A new version of a message that was sent, beside the old one. */
  async function editAndResend(messageId: string, draft: ChatDraft): Promise<void> {
    const original = messages.byId(messageId)
    if (original?.role !== 'user') return
    await start(
      original.chatId,
      (chat) => planMessage(chat, pathBefore(original), draft, asked(chat)),
      () => keepDraft(original.chatId, draft),
    )
  }

  /** A new reply beside an old one. */
  async function regenerate(messageId: string): Promise<void> {
    const reply = messages.byId(messageId)
    if (reply?.role !== 'assistant') return
    await start(reply.chatId, (chat) => {
      const path = pathBefore(reply)
      const parent = path.at(-1)
      return parent === undefined ? null : planReply(parent, path.slice(0, -1), asked(chat))
    })
  }

  /** Lets a model go on with a reply that was cut. */
  async function continueReply(messageId: string): Promise<void> {
    const reply = settledReply(messageId)
    if (reply?.text === '') return retry(messageId)
    if (reply === undefined) return
    await start(reply.chatId, (chat) => planContinuation(reply, pathBefore(reply), asked(chat)))
  }

  /**
   * Makes the request of a reply again, in its place; beside it when some of it had arrived, so that nothing is lost.
   * The parameters of `without` are left out from then on with this connection and model.
   */
  async function retry(messageId: string, { without = [] }: { without?: string[] } = {}): Promise<void> {
    const reply = settledReply(messageId)
    if (reply === undefined) return
    const chat = chats.byId(reply.chatId)
    const model = chat === undefined ? null : targetOf(chat).model
    if (chat !== undefined && model !== null && without.length > 0) refuse(chat.connectionId, model, without)
    if (hasContent(reply)) return regenerate(messageId)
    await start(reply.chatId, (now) => planRetry(reply, pathBefore(reply), asked(now)))
  }

  /** What has arrived stays. */
  function stop(chatId: string): void {
    cancelRetry(chatId)
    const run = runs.get(chatId)
    if (run === undefined) tellTabs({ type: 'stop', chatId })
    else run.controller.abort()
  }

  /** The reply on its way in a chat, in this tab or another one. */
  function liveOf(chatId: string): LiveReply | null {
    return live.get(chatId) ?? liveElsewhere(messages.pathOf(chatId).at(-1))
  }

  /** Makes a failed request again by itself, once the server's waiting time is over; again when it is to wait again. */
  function scheduleRetry(messageId: string, attempt = 1): void {
    const reply = settledReply(messageId)
    const waitMs = reply?.error?.retryAfterMs
    if (reply === undefined || waitMs === undefined || runs.has(reply.chatId)) return
    if (reply.error === null || !isRetryable(reply.error)) return
    const { chatId } = reply
    cancelRetry(chatId)
    const startedAt = Date.now()
    live.set(chatId, { messageId, phase: 'waiting', startedAt, retryAt: startedAt + waitMs })
    retryTimers.set(
      chatId,
      setTimeout(() => void retryByItself(reply, attempt), Math.min(waitMs, MAX_TIMEOUT_MS)),
    )
  }

  async function retryByItself({ id, chatId, parentId }: AssistantMessage, attempt: number): Promise<void> {
    await retry(id)
    const next = messages.pathOf(chatId).at(-1)
    if (next?.parentId === parentId && attempt < MAX_RETRIES_IN_A_ROW) scheduleRetry(next.id, attempt + 1)
  }

  function cancelRetry(chatId: string): void {
    const timer = retryTimers.get(chatId)
    if (timer === undefined) return
    clearTimeout(timer)
    retryTimers.delete(chatId)
    live.delete(chatId)
  }

  function isAutoRetrying(chatId: string): boolean {
    return typeof live.get(chatId)?.retryAt === 'number'
  }

  /** Starts a reply; one that is on its way in the chat is stopped first. */
  function start(
    chatId: string,
    plan: (chat: Chat) => ReplyPlan | null,
    giveBack: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    cancelRetry(chatId)
    const previous = runs.get(chatId)
    previous?.controller.abort()
    const run: Run = {
      chatId,
      controller: new AbortController(),
      reply: null,
      isShown: true,
      isSaved: true,
      savedAt: performance.now(),
      ended: Promise.resolve(),
    }
    runs.set(chatId, run)
    run.ended = perform(run, previous?.ended, plan).catch(async (cause: unknown) => {
      chats.report(cause)
      await giveBack()
    })
    return run.ended
  }

  async function perform(
    run: Run,
    previous: Promise<void> | undefined,
    planFor: (chat: Chat) => ReplyPlan | null,
  ): Promise<void> {
    const cleanUps: (() => void)[] = []
    try {
      await previous
      await messages.open(run.chatId)
      const chat = chats.byId(run.chatId)
      if (chat === undefined) throw new AppError({ kind: 'not-found', detail: 'This chat has been deleted.' })
      const plan = planFor(chat)
      if (plan === null) return
      const { id } = plan.reply
      live.set(run.chatId, { messageId: id, phase: 'waiting', startedAt: Date.now(), retryAt: null })
      cleanUps.push(await holdReplyLock(id), messages.startWriting(id))
      await messages.add(run.chatId, plan.messages, plan.patch)
      run.reply = plan.reply
      await forgetDraft(run.chatId, plan.messages[0])
      await takeIn(run, plan, targetOf(chat))
    } finally {
      if (runs.get(run.chatId) === run) {
        runs.delete(run.chatId)
        live.delete(run.chatId)
      }
      for (const cleanUp of cleanUps) cleanUp()
    }
  }

  /** The request, and its answer as it comes. Ends with the reply stored in its last state. */
  async function takeIn(run: Run, plan: ReplyPlan, target: ReplyTarget): Promise<void> {
    const { signal } = run.controller
    const startedAt = performance.now() - (plan.continued === null ? 0 : (plan.reply.timing.totalMs ?? 0))
    const elapsedMs = (): number => Math.round(performance.now() - startedAt)
    let reply = plan.reply
    let isWhole = false
    const end = (
      status: 'complete' | 'stopped' | 'failed',
      error: AppErrorData | null = null,
    ): Promise<void> => finish(run, endReply(reply, status, { totalMs: elapsedMs(), error }))
    try {
      for await (const event of requestReply(plan, target, signal)) {
        reply = reduceReply(reply, event, elapsedMs())
        isWhole ||= event.type === 'response-ended'
        run.reply = reply
        run.isShown = false
        run.isSaved = false
        setPhase(run.chatId, event)
        pacer.wake()
      }
    } catch (cause) {
      if (isWhole) await end('complete')
      else if (signal.aborted) await end('stopped')
      else await end('failed', errorDataOf(cause))
      return
    }
    await end(signal.aborted && !isWhole ? 'stopped' : 'complete')
  }

  async function finish(run: Run, reply: AssistantMessage): Promise<void> {
    run.reply = reply
    run.isShown = true
    run.isSaved = true
    messages.show(reply)
    try {
      const isThere = await messages.save(reply)
      // Not when it was deleted meanwhile, here or in another tab.
      if (isThere && chats.byId(run.chatId) !== undefined)
        await chats.commit(run.chatId, { updatedAt: Date.now() })
    } catch (cause) {
      // It stays on screen; the person is told that it is not stored.
      chats.report(cause)
    }
  }

  function setPhase(chatId: string, event: ChatEvent): void {
    const before = live.get(chatId)
    const phase = phaseAfter(event)
    if (before !== undefined && phase !== null && phase !== before.phase)
      live.set(chatId, { ...before, phase })
  }

  function targetOf(chat: Chat): ReplyTarget {
    const connection = connections.byId(chat.connectionId)
    const model = chat.model ?? models.defaultOf(chat.connectionId)
    const refused = model === null ? [] : models.refused(chat.connectionId, model)
    return {
      connection,
      model,
      api: chat.api ?? (connection === undefined ? 'chat-completions' : connections.apiOf(connection)),
      settings: requestWithout(chat, connection?.kind ?? 'custom', refused),
    }
  }

  function asked(chat: Chat): { source: ReplySource; now: number } {
    const { model, api, settings } = targetOf(chat)
    return {
      source: { connectionId: chat.connectionId, model: model ?? '', api, isStreamed: settings.isStreaming },
      now: Date.now(),
    }
  }

  function refuse(connectionId: string, model: string, parameters: string[]): void {
    try {
      models.refuse(connectionId, model, parameters)
    } catch (cause) {
      // It holds for this page all the same.
      chats.report(cause)
    }
  }

  function pathBefore(message: ChatMessage): ChatMessage[] {
    return messages.pathThrough(message.id).slice(0, -1)
  }

  /** A reply that is not on its way in any tab. */
  function settledReply(messageId: string): AssistantMessage | undefined {
    const message = messages.byId(messageId)
    return message?.role === 'assistant' && message.status !== 'streaming' ? message : undefined
  }

  /** Text that could not be sent is typed text again, before what may have been typed since. */
  async function keepDraft(chatId: string, sent: ChatDraft): Promise<void> {
    const now = await chats.draftOf(chatId)
    const isSame = isEmptyDraft(now) || isSameDraft(now, sent)
    chats.saveDraft(chatId, {
      text: isSame ? sent.text : `${sent.text}\n\n${now.text}`,
      attachments: isSame ? sent.attachments : [...sent.attachments, ...now.attachments],
    })
  }

  /** What has been sent is no draft any more, unless something else has been typed since. */
  async function forgetDraft(chatId: string, sent: ChatMessage | undefined): Promise<void> {
    if (sent?.role !== 'user') return
    for (const id of [chatId, 'new']) {
      if (isSameDraft(await chats.draftOf(id), sent)) chats.saveDraft(id, EMPTY_DRAFT)
    }
  }

  /** Before something is deleted: stops what is on its way in the chat, and waits until it is stored. */
  async function settle(chatId: string): Promise<void> {
    cancelRetry(chatId)
    const run = runs.get(chatId)
    run?.controller.abort()
    await run?.ended
  }

  chats.beforeRemove(settle)
  messages.beforeRemove(async (chatId, ids) => {
    const current = live.get(chatId)
    if (current !== undefined && ids.includes(current.messageId)) await settle(chatId)
  })
  onPageHide(pacer.saveAll)
  const stopListening = onTabNews((news) => {
    if (news.type === 'stop') runs.get(news.chatId)?.controller.abort()
  })
  onScopeDispose(stopListening)

  return {
    send,
    editAndResend,
    regenerate,
    continueReply,
    retry,
    stop,
    liveOf,
    scheduleRetry,
    cancelRetry,
    isAutoRetrying,
  }
})

function phaseAfter(event: ChatEvent): ReplyPhase | null {
  if (event.type === 'reasoning-delta') return 'reasoning'
  const isAnswer =
    event.type === 'text-delta' || event.type === 'refusal-delta' || event.type === 'tool-call-delta'
  return isAnswer ? 'answering' : null
}

function liveElsewhere(leaf: ChatMessage | undefined): LiveReply | null {
  if (leaf?.role !== 'assistant' || leaf.status !== 'streaming') return null
  return { messageId: leaf.id, phase: phaseOf(leaf), startedAt: leaf.timing.startedAt, retryAt: null }
}
