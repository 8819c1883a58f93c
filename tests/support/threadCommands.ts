import fc from 'fast-check'
import { expect } from 'vitest'
import { activeRun, userMessage } from './runtimeModel.ts'
import { expectThread, idOf } from './runtimeDriver.ts'
import {
  command,
  pick,
  choice,
  text,
  metadata,
  missing,
  expectRefused,
  lockReason,
  missingIf,
  locked,
} from './modelCommands.ts'

export const createAssistant = fc.tuple(fc.option(text), fc.nat({ max: 5 })).map(([name, fault]) =>
  command(`create assistant ${name} (${fault})`, async (model, { call }) => {
    const faults: object[] = [{ name: 'x'.repeat(257) }, { temperature: 3 }, { colour: 'red' }]
    const made = await call('POST', '/assistants', { model: 'speaks', name, ...faults[fault] })
    if (fault < faults.length) {
      expectRefused(made, [{ status: 400 }])
      return
    }
    model.assistants.push({ id: idOf(made), name, isDeleted: false })
  }),
)

export const changeAssistant = fc.tuple(choice, text).map(([which, name]) =>
  command(`rename assistant ${which} to ${name}`, async (model, { call }) => {
    const assistant = pick(model.assistants, which)
    const changed = await call('POST', `/assistants/${assistant?.id ?? 'asst_none'}`, { name })
    const reasons = missingIf(assistant)
    if (reasons.length > 0) {
      expectRefused(changed, reasons)
      return
    }
    expect(changed).toMatchObject({ status: 200, body: { id: assistant?.id, name } })
    Object.assign(assistant ?? {}, { name })
  }),
)

export const deleteAssistant = choice.map((which) =>
  command(`delete assistant ${which}`, async (model, { call }) => {
    const assistant = pick(model.assistants, which)
    const deleted = await call('DELETE', `/assistants/${assistant?.id ?? 'asst_none'}`)
    const reasons = missingIf(assistant)
    if (reasons.length > 0) {
      expectRefused(deleted, reasons)
      return
    }
    expect(deleted.body).toEqual({ id: assistant?.id, object: 'assistant.deleted', deleted: true })
    Object.assign(assistant ?? {}, { isDeleted: true })
  }),
)

export const createThread = fc.tuple(fc.array(text, { maxLength: 3 }), metadata).map(([texts, labels]) =>
  command(`create thread of ${texts.join()}`, async (model, driver) => {
    const messages = texts.map((content) => ({ role: 'user', content }))
    const id = idOf(await driver.call('POST', '/threads', { messages, metadata: labels }))
    const thread = {
      id,
      metadata: labels,
      isDeleted: false,
      messages: texts.map((said) => userMessage('', said)),
      runs: [],
    }
    model.threads.push(thread)
    await expectThread(driver, model, thread)
  }),
)

export const changeThread = fc.tuple(choice, metadata).map(([which, labels]) =>
  command(`label thread ${which}`, async (model, { call }) => {
    const thread = pick(model.threads, which)
    const changed = await call('POST', `/threads/${thread?.id ?? 'thread_none'}`, { metadata: labels })
    const reasons = missingIf(thread)
    if (reasons.length > 0) {
      expectRefused(changed, reasons)
      return
    }
    expect(changed).toMatchObject({ status: 200, body: { id: thread?.id } })
    Object.assign(thread ?? {}, { metadata: labels })
  }),
)

export const deleteThread = choice.map((which) =>
  command(`delete thread ${which}`, async (model, { call }) => {
    const thread = pick(model.threads, which)
    const deleted = await call('DELETE', `/threads/${thread?.id ?? 'thread_none'}`)
    const reasons = missingIf(thread)
    if (reasons.length > 0) {
      expectRefused(deleted, reasons)
      return
    }
    expect(deleted.body).toEqual({ id: thread?.id, object: 'thread.deleted', deleted: true })
    Object.assign(thread ?? {}, { isDeleted: true, messages: [], runs: [] })
  }),
)

export const createMessage = fc
  .tuple(choice, fc.constantFrom('user', 'assistant', 'system'), text)
  .map(([which, role, content]) =>
    command(`add ${role} message ${content} to thread ${which}`, async (model, { call }) => {
      const thread = pick(model.threads, which)
      const made = await call('POST', `/threads/${thread?.id ?? 'thread_none'}/messages`, { role, content })
      const reasons = [
        ...missingIf(thread),
        ...(role === 'system' ? [{ status: 400 }] : lockReason(thread, locked)),
      ]
      if (reasons.length > 0) {
        expectRefused(made, reasons)
        return
      }
      thread?.messages.push(userMessage(idOf(made), content, role === 'user' ? 'user' : 'assistant'))
    }),
  )

export const changeMessage = fc.tuple(choice, choice, metadata).map(([which, one, labels]) =>
  command(`label message ${one} of thread ${which}`, async (model, { call }) => {
    const thread = pick(model.threads, which)
    const message = pick(thread?.messages ?? [], one)
    const path = `/threads/${thread?.id ?? 'thread_none'}/messages/${message?.id ?? 'msg_none'}`
    const changed = await call('POST', path, { metadata: labels })
    if (message === undefined) {
      expectRefused(changed, [missing])
      return
    }
    expect(changed).toMatchObject({ status: 200, body: { id: message.id } })
    message.metadata = labels
  }),
)

export const deleteMessage = fc.tuple(choice, choice).map(([which, one]) =>
  command(`delete message ${one} of thread ${which}`, async (model, { call }) => {
    const thread = pick(model.threads, which)
    const message = pick(thread?.messages ?? [], one)
    // Whether a thread's messages can be deleted while a run is at it is not told anywhere.
    if (thread !== undefined && activeRun(thread) !== undefined) return
    const path = `/threads/${thread?.id ?? 'thread_none'}/messages/${message?.id ?? 'msg_none'}`
    const deleted = await call('DELETE', path)
    if (thread === undefined || message === undefined) {
      expectRefused(deleted, [missing])
      return
    }
    expect(deleted.body).toEqual({ id: message.id, object: 'thread.message.deleted', deleted: true })
    thread.messages.splice(thread.messages.indexOf(message), 1)
  }),
)
