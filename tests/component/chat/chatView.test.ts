import '../../support/layoutStubs.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useChatsStore } from '@/stores/chats.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import ChatView from '@/views/chat/ChatView.vue'
import { modelList, provideAnswers } from '../../support/fakeClients.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
/** What the endpoint answers to a chat completion. */
let answer: () => Response
let models: () => Response | Promise<Response>

beforeEach(async () => {
  localStorage.clear()
  answer = () => stream('Hello ', 'to you.')
  models = () => modelList([{ id: 'small' }])
  provideAnswers((url) => (url.pathname.endsWith('/models') ? models() : answer()))
  wrapper = await mountWithWords(ChatView)
  await wrapper.vm.$router.push({ name: 'chat' })
  await flushPromises()
})
afterEach(async () => {
  const chats = useChatsStore(wrapper.vm.$pinia)
  for (const { id } of chats.chats) await chats.remove(id)
  wrapper.unmount()
})

function stream(...texts: string[]): Response {
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'small', choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  const body = [...texts.map((content) => chunk({ content }, null)), chunk({}, 'stop'), 'data: [DONE]\n\n']
  return new Response(body.join(''), { headers: { 'content-type': 'text/event-stream' } })
}
function refuse(): Response {
  return Response.json(
    {
      error: { message: 'No such key.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' },
    },
    { status: 401 },
  )
}

const field = () => wrapper.get<HTMLTextAreaElement>('[aria-label="Message"]')
const articles = (): string[] => wrapper.findAll('article').map((one) => one.attributes('aria-label') ?? '')
const status = (): string[] => wrapper.findAll('p[role=status]').map((one) => one.text())

async function say(text: string): Promise<void> {
  await field().setValue(text)
  await field().trigger('keydown', { key: 'Enter' })
}
const untilText = (text: string): Promise<void> =>
  vi.waitFor(() => expect(wrapper.get('[role=log]').text()).toContain(text), { timeout: 4000 })

describe('ChatView', () => {
  it('teaches what it is for, and sends an example when asked', async () => {
    expect(wrapper.text()).toContain('Offline demo: scripted answers, not an AI.')
    const example = wrapper.findAll('button').find((one) => one.text().includes('An essay on spring'))
    await example?.trigger('click')
    await untilText('Write a short essay of about 100 words on spring.')
    await untilText('Hello to you.')
    expect(document.activeElement).toBe(field().element)
  })

  it('makes a new chat of the first message, and shows the reply as it comes', async () => {
    await say('Hi there')
    await untilText('Hello to you.')
    expect(articles()).toEqual(['You', 'Assistant'])
    expect(field().element.value).toBe('')
    const [chat] = useChatsStore(wrapper.vm.$pinia).chats
    expect(wrapper.vm.$route.params['id']).toBe(chat?.id)
    expect(wrapper.get('.conversation h2').text()).toBe('Hi there')
    expect(chat?.model).toBe('small')
  })

  it('can be stopped while it waits for a list of models that does not come, and keeps what was typed', async () => {
    models = () => new Promise(() => undefined)
    const connections = useConnectionsStore(wrapper.vm.$pinia)
    const { id } = connections.add({
      name: 'Silent',
      kind: 'custom',
      baseURL: 'http://127.0.0.1:9/v1',
      api: 'chat-completions',
      assistants: 'auto',
      key: { mode: 'none' },
    })
    connections.select(id)
    await say('Anyone there?')
    await flushPromises()
    await wrapper.get('button[aria-label="Stop"]').trigger('click')
    await vi.waitFor(() => expect(field().element.value).toBe('Anyone there?'))
    expect(wrapper.find('button[aria-label="Stop"]').exists()).toBe(false)
    // Going elsewhere leaves it where it was.
    await field().trigger('keydown', { key: 'Enter' })
    await wrapper.vm.$router.push({ name: 'chat', params: { id: 'gone' } })
    await flushPromises()
    await wrapper.vm.$router.push({ name: 'chat' })
    await vi.waitFor(() => expect(field().element.value).toBe('Anyone there?'))
    expect(useChatsStore(wrapper.vm.$pinia).chats).toEqual([])
    connections.remove(id)
  })

  it('announces a reply once, when it is whole', async () => {
    await say('Hi there')
    await vi.waitFor(() => expect(status()).toEqual(['The reply is complete.']), { timeout: 4000 })
  })

  it('keeps what was typed when there is no model to send it to', async () => {
    models = () => modelList([])
    await say('Hi there')
    await vi.waitFor(() => expect(wrapper.text()).toContain('The endpoint does not know this model'))
    expect(field().element.value).toBe('Hi there')
    expect(wrapper.findAll('article')).toHaveLength(0)
  })

  it('keeps the message and says what went wrong when the endpoint refuses', async () => {
    answer = refuse
    await say('Hi there')
    await untilText('The endpoint did not accept the API key.')
    expect(articles()).toEqual(['You', 'Assistant'])
    answer = () => stream('At last.')
    await wrapper
      .findAll('button')
      .find((one) => one.text() === 'Retry')
      ?.trigger('click')
    await untilText('At last.')
    expect(articles()).toEqual(['You', 'Assistant'])
  })

  it('edits a message as a new version, and goes back to the old one', async () => {
    await say('First words')
    await untilText('Hello to you.')
    await field().trigger('keydown', { key: 'ArrowUp' })
    await wrapper.get('[aria-label="Edited text"]').setValue('Other words')
    await wrapper.get('[aria-label="Edited text"]').trigger('keydown', { key: 'Enter' })
    await untilText('2/2')
    await untilText('Other words')
    await vi.waitFor(() => expect(wrapper.find('[aria-busy=true]').exists()).toBe(false))
    await wrapper.get('[aria-label="Previous version"]').trigger('click')
    await untilText('First words')
  })

  it('keeps a draft for each chat', async () => {
    await say('Hi there')
    await untilText('Hello to you.')
    await field().setValue('Not sent yet')
    const { id } = wrapper.vm.$route.params
    await wrapper.vm.$router.push({ name: 'chat' })
    await vi.waitFor(() => expect(field().element.value).toBe(''))
    await wrapper.vm.$router.push({ name: 'chat', params: { id: String(id) } })
    await vi.waitFor(() => expect(field().element.value).toBe('Not sent yet'))
  })

  it('offers to undo the deletion of a chat', async () => {
    await say('Hi there')
    await untilText('Hello to you.')
    const chats = useChatsStore(wrapper.vm.$pinia)
    const notices = useNoticesStore(wrapper.vm.$pinia)
    await wrapper.get('[aria-label="Chat menu"]').trigger('click')
    const entry = await vi.waitFor(() => {
      const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) =>
        one.textContent.includes('Delete chat'),
      )
      if (found === undefined) throw new Error('The menu is not open yet.')
      return found
    })
    entry.click()
    await vi.waitFor(() => expect(chats.chats).toEqual([]))
    await vi.waitFor(() => expect(notices.notices).toHaveLength(1))
    notices.notices[0]?.action?.run()
    await vi.waitFor(() => expect(chats.chats).toHaveLength(1))
  })

  it('says so when the chat is not there', async () => {
    await wrapper.vm.$router.push({ name: 'chat', params: { id: 'chat_gone' } })
    await vi.waitFor(() => expect(wrapper.text()).toContain('This chat is not here'))
  })

  it('begins a new chat with the model and connection of the address', async () => {
    const connections = useConnectionsStore(wrapper.vm.$pinia)
    const { id } = connections.add({
      name: 'Mine',
      kind: 'custom',
      baseURL: 'http://127.0.0.1:9/v1',
      api: 'auto',
      assistants: 'no',
      key: { mode: 'none' },
    })
    await wrapper.vm.$router.push({ name: 'chat', query: { model: 'big', connection: id } })
    await vi.waitFor(() => expect(wrapper.get('.picker').text()).toContain('big'))
    expect(wrapper.get('.conversation h2').text()).toBe('New chat')
    expect(wrapper.text()).toContain('Mine')
    expect(wrapper.text()).not.toContain('not an AI')
  })

  it('takes the connection that the person switches to while the chat is new', async () => {
    const connections = useConnectionsStore(wrapper.vm.$pinia)
    const { id } = connections.add({
      name: 'Mine',
      kind: 'custom',
      baseURL: 'http://127.0.0.1:9/v1',
      api: 'auto',
      assistants: 'no',
      key: { mode: 'none' },
    })
    expect(wrapper.text()).toContain('not an AI')
    connections.select(id)
    await flushPromises()
    expect(wrapper.text()).not.toContain('not an AI')
  })
})
