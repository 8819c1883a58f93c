import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import type { HostQuestion, SessionStatus } from '@/domain/interpreter.ts'

/** What the store can have done by the interpreter, once that is loaded. */
interface InterpreterControl {
  restart: (sessionId: string) => void
}

const IDLE: SessionStatus = { state: 'idle' }
const WAITING: SessionStatus = {
  state: 'loading',
  progress: { stage: 'person', loadedBytes: 0, totalBytes: null },
}

/** The sessions of the code interpreter in this page, and what it asks the person. */
export const useInterpreterStore = defineStore('interpreter', () => {
  const statuses = shallowReactive(new Map<string, SessionStatus>())
  /** To be answered by `answer`. */
  const question = shallowRef<HostQuestion | null>(null)
  const refused = new Set<string>()
  let control: InterpreterControl | null = null
  let asking: { host: string; answered: PromiseWithResolvers<boolean> } | null = null

  /** What a thread's session is doing. */
  function statusOf(threadId: string): SessionStatus {
    const status = statuses.get(threadId) ?? IDLE
    // A program that has begun, or that there is none of, has nothing to ask.
    return question.value === null || status.state === 'running' || status.state === 'idle' ? status : WAITING
  }

  function setStatus(threadId: string, status: SessionStatus): void {
    if (status.state === 'idle') statuses.delete(threadId)
    else statuses.set(threadId, status)
  }

  /**
   * Asks the person whether a host may be used; once: who has refused it is not asked again before the page is loaded anew.
   * One host at a time: the next question waits for the answer to the one before.
   */
  async function ask(asked: HostQuestion): Promise<boolean> {
    while (asking !== null && asking.host !== asked.host) await asking.answered.promise
    if (refused.has(asked.host)) return false
    if (asking === null) {
      asking = { host: asked.host, answered: Promise.withResolvers() }
      question.value = asked
    }
    return asking.answered.promise
  }

  /** The person's answer to `question`. */
  function answer(isAllowed: boolean): void {
    if (asking === null) return
    const { host, answered } = asking
    asking = null
    question.value = null
    if (!isAllowed) refused.add(host)
    answered.resolve(isAllowed)
  }

  /** Called once, by the composition root, when the interpreter is loaded. */
  function connect(connected: InterpreterControl): void {
    control = connected
  }

  /** Ends a thread's session: its variables and files are forgotten, and the next program begins anew. */
  function restart(threadId: string): void {
    control?.restart(threadId)
  }

  return { question, statusOf, setStatus, ask, answer, connect, restart }
})
