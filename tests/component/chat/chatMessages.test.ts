import '../../support/layoutStubs.ts'
import type { DOMWrapper, VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ChatLog from '@/components/chat/ChatLog.vue'
import type { MessageAct } from '@/components/chat/messageAct.ts'
import type { AssistantMessage, ChatMessage } from '@/domain/chat.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { emptyReply } from '@/domain/replyReducer.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

const NOW = new Date(2026, 10, 22, 14, 2).getTime()

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
  vi.useRealTimers()
})

const question: ChatMessage = {
  id: 'q',
  chatId: 'c',
  parentId: null,
  createdAt: NOW,
  role: 'user',
  text: 'First line\nsecond line',
  attachments: [],
}

function reply(changes: Partial<AssistantMessage> = {}): AssistantMessage {
  const asked = { connectionId: 'demo', model: 'small', api: 'chat-completions' as const, isStreamed: true }
  const fixed = { id: 'r', chatId: 'c', parentId: 'q', createdAt: NOW }
  return { ...emptyReply(fixed, asked, NOW), status: 'complete', text: 'An answer', ...changes }
}

async function mountLog(answer: AssistantMessage, props: Record<string, unknown> = {}): Promise<void> {
  wrapper = await mountWithWords(ChatLog, {
    props: {
      messages: [question, answer],
      siblingsOf: (id: string) => ({ ids: [id], index: 0 }),
      live: null,
      editingId: null,
      costOf: () => null,
      connectionsHref: '#/settings/connections',
      retryAt: null,
      ...props,
    },
  })
}

const failed = (error: Partial<AppErrorData>, text = ''): AssistantMessage =>
  reply({
    text,
    status: 'failed',
    error: { kind: 'server', detail: 'It said so.', ...error },
    timing: { startedAt: NOW, firstTokenMs: null, totalMs: 0 },
  })
const article = (name: string): Omit<DOMWrapper<Element>, 'exists'> =>
  wrapper.get(`[role=log] article[aria-label="${name}"]`)
const buttons = (): string[] =>
  article('Assistant')
    .findAll('button')
    .map((one) => one.text())
const click = (text: string): Promise<void> | undefined =>
  wrapper
    .findAll('button')
    .find((one) => one.text() === text || one.attributes('aria-label') === text)
    ?.trigger('click')
const acts = (): MessageAct[] => (wrapper.emitted<[MessageAct]>('act') ?? []).map(([act]) => act)

describe('the conversation', () => {
  it('is a log whose messages are articles named by who speaks', async () => {
    await mountLog(reply())
    const log = wrapper.get('[role=log]')
    expect(log.attributes()).toMatchObject({
      'aria-label': 'Conversation',
      'aria-live': 'off',
      tabindex: '0',
    })
    expect(article('You').get('p').element.textContent).toBe('First line\nsecond line')
    expect(article('Assistant').text()).toContain('An answer')
  })

  it('marks a reply as busy only while it streams', async () => {
    await mountLog(reply({ status: 'streaming' }))
    expect(article('Assistant').attributes('aria-busy')).toBe('true')
    await wrapper.setProps({ messages: [question, reply()] })
    expect(article('Assistant').attributes('aria-busy')).toBeUndefined()
  })

  it('counts the seconds of a long wait', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const live = { messageId: 'r', phase: 'waiting', startedAt: NOW }
    await mountLog(reply({ status: 'streaming', text: '' }), { live })
    expect(article('Assistant').text()).toContain('waiting for the answer')
    await vi.advanceTimersByTimeAsync(12_000)
    expect(article('Assistant').text()).toContain('waiting 12 s')
  })

  it('does not draw other messages again while the last one streams', async () => {
    await mountLog(reply({ status: 'streaming' }))
    const before = article('You').element
    await wrapper.setProps({
      messages: [question, reply({ status: 'streaming', text: 'An answer, longer' })],
    })
    expect(article('You').element).toBe(before)
    expect(article('Assistant').text()).toContain('An answer, longer')
  })
})

describe('a reply', () => {
  it('folds its reasoning away when the answer begins', async () => {
    await mountLog(reply({ status: 'streaming', text: '', reasoning: 'Let me think.' }))
    const details = (): HTMLDetailsElement => wrapper.get<HTMLDetailsElement>('details').element
    expect(details().open).toBe(true)
    expect(details().textContent).toContain('Thinking…')
    const timing = { startedAt: NOW, firstTokenMs: 100, reasoningMs: 3200, totalMs: null }
    await wrapper.setProps({
      messages: [question, reply({ status: 'streaming', reasoning: 'Let me think.', timing })],
    })
    expect(details().open).toBe(false)
    expect(details().textContent).toContain('Thought for 3.2 sec')
  })

  it('shows a refusal as such, and the tools it wants to call', async () => {
    const toolCalls = [{ id: 't', name: 'get_weather', arguments: '{"city":"杭州"}' }]
    await mountLog(reply({ text: '', refusal: 'I cannot help with that.', toolCalls }))
    expect(wrapper.get('[aria-label="The model declined to answer"]').text()).toContain('I cannot help')
    expect(wrapper.get('[aria-label="Tool call get_weather"]').text()).toContain('"city": "杭州"')
  })

  it('shows its figures, and leaves out what is not known', async () => {
    const usage = {
      promptTokens: 4118,
      completionTokens: 212,
      totalTokens: 4330,
      cachedTokens: 16,
      reasoningTokens: null,
    }
    const timing = { startedAt: NOW, firstTokenMs: 420, totalMs: 4420 }
    await mountLog(reply({ usage, timing, finishReason: 'stop' }), { costOf: () => 0.0123 })
    const figures = wrapper.findAll('[aria-label="Figures of this reply"] li').map((item) => item.text())
    expect(figures).toEqual([
      'small',
      'first token 420 ms',
      '53 tok/s',
      '4,118 in · 212 out',
      '16 cached',
      '$0.0123',
      'finish: stop',
    ])
    await wrapper.setProps({ messages: [question, reply()], costOf: () => null })
    expect(wrapper.findAll('[aria-label="Figures of this reply"] li').map((item) => item.text())).toEqual([
      'small',
    ])
  })

  it('switches between its versions', async () => {
    await mountLog(reply(), { siblingsOf: (id: string) => ({ ids: ['x', id, 'y'], index: 1 }) })
    expect(article('Assistant').text()).toContain('2/3')
    await article('Assistant').get('[aria-label="Next version"]').trigger('click')
    expect(acts()).toEqual([{ type: 'show-branch', messageId: 'r', offset: 1 }])
  })

  it.each([
    ['stopped', { status: 'stopped' }, 'Stopped', ['Continue', 'Retry']],
    ['interrupted', { status: 'interrupted' }, 'Interrupted', ['Continue', 'Retry']],
    ['cut at the limit', { finishReason: 'length' }, 'Cut off at the output limit', ['Continue']],
    [
      'filtered',
      { finishReason: 'content_filter', text: '' },
      'Stopped by the provider’s content filter',
      ['Retry'],
    ],
    ['stopped before its first word', { status: 'stopped', text: '' }, 'Stopped', ['Retry']],
  ] as const)('that was %s says so and offers what can be done', async (_, changes, words, offered) => {
    await mountLog(reply(changes))
    expect(article('Assistant').text()).toContain(words)
    expect(buttons()).toEqual(expect.arrayContaining([...offered]))
    await click(offered[0])
    expect(acts()[0]).toMatchObject({ type: offered[0].toLowerCase(), message: { id: 'r' } })
  })
})

describe('a reply that failed', () => {
  it('says what happened, what to do, and what the server said', async () => {
    await mountLog(failed({ kind: 'server', requestId: 'req_7' }))
    expect(article('Assistant').text()).toContain('Something went wrong inside the server.')
    expect(article('Assistant').text()).toContain('It said so.')
    expect(article('Assistant').text()).toContain('req_7')
    await click('Retry')
    expect(acts()[0]).toMatchObject({ type: 'retry', message: { id: 'r' } })
  })

  it('offers to leave out the parameter that was refused', async () => {
    await mountLog(failed({ kind: 'invalid', param: 'temperature' }))
    await click('Retry without temperature')
    expect(acts()[0]).toMatchObject({ type: 'retry', without: ['temperature'] })
  })

  it('offers to go on from what had arrived', async () => {
    await mountLog(failed({ kind: 'stream-cut' }, 'Half an'))
    expect(article('Assistant').text()).toContain('Half an')
    expect(buttons()).toContain('Continue')
  })

  it('is not retried when the quota is used up', async () => {
    await mountLog(failed({ kind: 'quota' }))
    expect(buttons()).not.toContain('Retry')
    expect(article('Assistant').find('[role=switch]').exists()).toBe(false)
    expect(article('Assistant').get('.actions a').attributes('href')).toBe('#/settings/connections')
  })

  it('offers to unlock the key', async () => {
    await mountLog(failed({ kind: 'locked' }))
    expect(buttons()).not.toContain('Retry')
    await click('Unlock keys')
    expect(acts()[0]).toMatchObject({ type: 'unlock', message: { id: 'r' } })
  })

  it('counts down a rate limit and can retry by itself', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    await mountLog(failed({ kind: 'rate-limit', retryAfterMs: 20_000 }))
    expect(article('Assistant').text()).toContain('Try again in 20 sec.')
    await vi.advanceTimersByTimeAsync(5000)
    expect(article('Assistant').text()).toContain('Try again in 15 sec.')
    await article('Assistant').get('[role=switch]').setValue(true)
    expect(acts()[0]).toMatchObject({ type: 'schedule-retry', message: { id: 'r' } })
    await wrapper.setProps({ retryAt: NOW + 20_000 })
    await article('Assistant').get('[role=switch]').setValue(false)
    expect(acts()[1]).toEqual({ type: 'cancel-retry' })
    await vi.advanceTimersByTimeAsync(15_000)
    expect(article('Assistant').text()).toContain('You can try again now.')
  })
})

describe('editing a message', () => {
  it('sends the new text as a new version, or nothing on Escape', async () => {
    await mountLog(reply(), { editingId: 'q' })
    const field = wrapper.get('textarea')
    await field.setValue('Better words')
    await field.trigger('keydown', { key: 'Escape' })
    expect(acts()).toEqual([{ type: 'edit-cancel' }])
    await field.trigger('keydown', { key: 'Enter' })
    expect(acts()[1]).toEqual({ type: 'edit-send', message: question, text: 'Better words', attachments: [] })
  })
})
