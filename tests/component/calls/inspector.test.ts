import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Locale } from '@/i18n/index.ts'
import { createClient } from '@/services/createClient.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useCallsStore } from '@/stores/calls.ts'
import CallInspector from '@/views/calls/CallInspector.vue'
import CallsButton from '@/views/calls/CallsButton.vue'
import { answered, recordedCall } from '../../support/calls.ts'
import { connectionTo } from '../../support/chat.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

const BROKEN = { name: 'TypeError', message: 'Failed to fetch' }

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

/** A screen's button, and the inspector as the app shows it. */
async function mountScreen(prefixes: readonly string[], placeId: string | null, locale: Locale = 'en') {
  const Screen = defineComponent(() => {
    const calls = useCallsStore()
    return () => [
      h(CallsButton, { prefixes, placeId }),
      h(CallInspector, {
        open: calls.isInspecting,
        'onUpdate:open': (isOpen: boolean) => (calls.isInspecting = isOpen),
      }),
    ]
  })
  wrapper = await mountWithWords(Screen, {}, locale)
}

const dialog = (): HTMLElement => {
  const element = document.querySelector<HTMLElement>('.base-dialog')
  if (element === null) throw new Error('The inspector is not open.')
  return element
}
const lines = (): string[] => [...document.querySelectorAll('[data-call] code')].map((one) => one.textContent)

async function open(): Promise<void> {
  await wrapper.get('button').trigger('click')
  await vi.waitFor(dialog)
}

async function press(name: string | RegExp, role = 'button'): Promise<void> {
  const buttons = [...dialog().querySelectorAll<HTMLElement>(role === 'tab' ? '[role=tab]' : 'button')]
  const button = buttons.find(({ textContent, ariaLabel }) => {
    const label = ariaLabel ?? textContent.replaceAll(/\s+/gu, ' ').trim()
    return typeof name === 'string' ? label === name : name.test(label)
  })
  if (button === undefined) throw new Error(`There is no ${String(name)}.`)
  button.click()
  await flushPromises()
}

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([])
}

async function runtimeClient(): Promise<void> {
  const runtime = createMemoryRuntime()
  const client = createClient(
    { ...connectionTo('https://runtime.skein.invalid/v1'), id: 'browser' },
    { apiKey: null, fetch: (input, init) => runtime.fetch(input, init), record: useCallsStore().record },
  )
  provideBrowserClient(() => client)
  await (await client).files.list()
}

it(
  'shows the calls of a screen, or all, and each opened: facts, headers, JSON, code',
  { timeout: 20_000 },
  async () => {
    await mountScreen(['/assistants'], 'browser')
    await open()
    expect(dialog().textContent).toContain('Nothing has been asked for yet.')
    await runtimeClient()
    const assistants = useAssistantsStore()
    const made = await assistants.create('browser', { model: 'demo/skein-demo', name: 'Reader' })
    await assistants.remove('browser', made.id)
    await flushPromises()
    expect(lines()).toEqual([`DELETE /assistants/${made.id}`, 'POST /assistants'])
    await press('All', 'tab')
    expect(lines()).toHaveLength(3)
    await expectAccessible()

    await press(/^POST \/assistants/u)
    expect(dialog().textContent).toContain(`id: "${made.id}"`)
    expect(dialog().textContent).toContain('Status200')
    expect(document.activeElement?.textContent).toContain('Back')
    await press('Sent', 'tab')
    expect(dialog().textContent).toContain('name: "Reader"')
    await expectAccessible()
    await press('As code', 'tab')
    expect(dialog().querySelector('pre')?.textContent).toContain(
      `--data-raw '{"model":"demo/skein-demo","name":"Reader"}'`,
    )
    await press('JavaScript', 'tab')
    expect(dialog().querySelector('pre')?.textContent).toContain('await client.beta.assistants.create(')
    await press('Python', 'tab')
    expect(dialog().querySelector('pre')?.textContent).toContain('client.beta.assistants.create(')
    await expectAccessible()

    await press('Back')
    expect(document.activeElement?.textContent).toContain('POST /assistants')
  },
)

it('sends a call again, as it was and edited, each as a new call', { timeout: 20_000 }, async () => {
  await mountScreen(['/assistants'], 'browser')
  await runtimeClient()
  const assistants = useAssistantsStore()
  await assistants.create('browser', { model: 'demo/skein-demo', name: 'Reader' })
  await open()
  await press(/^POST \/assistants/u)
  await press('Send again')
  await vi.waitFor(() =>
    expect(useCallsStore().calls.filter(({ path }) => path === '/assistants')).toHaveLength(2),
  )

  await press('Edit and send')
  const field = dialog().querySelector('textarea')
  if (field === null) throw new Error('There is no field.')
  const type = async (text: string): Promise<void> => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  await type('{"name": ')
  expect(dialog().textContent).toContain('Not JSON:')
  await press('Send')
  expect(useCallsStore().calls.filter(({ path }) => path === '/assistants')).toHaveLength(2)
  await expectAccessible()
  await type('{"model": "demo/skein-demo", "name": "Writer"}')
  field.form?.requestSubmit()
  await vi.waitFor(() => expect(dialog().textContent).toContain('name: "Writer"'))
  expect(useCallsStore().calls[0]).toMatchObject({
    method: 'POST',
    request: { kind: 'json', value: { name: 'Writer' } },
    answer: { kind: 'json', status: 200, value: { name: 'Writer' } },
  })
})

it('says what was not kept, and what never came; a stream is its events with their gaps', async () => {
  await mountScreen(['/threads'], null, 'zh-CN')
  const { record } = useCallsStore()
  const call = recordedCall({ method: 'POST', path: '/threads/t/runs', request: { kind: 'left-out' } })
  for (const id of ['a', 'b', 'c', 'd']) record({ ...call, id })
  const events = [
    { atMs: 30, name: 'thread.run.created', data: '{"id":"run_1"}' },
    { atMs: 1030, name: null, data: '[DONE]' },
  ]
  record({ ...call, id: 'a', answer: { kind: 'stream', events, isWhole: false, ...answered() } })
  record({ ...call, id: 'b', answer: { kind: 'none', durationMs: 5, failure: BROKEN } })
  record({ ...call, id: 'c', answer: { kind: 'other', ...answered({ mediaType: 'image/png' }) } })
  await open()
  const expected = [['正在等待应答'], ['image/png'], ['没有应答', 'TypeError: Failed to fetch']]
  for (const [index, texts] of expected.entries()) {
    document.querySelectorAll<HTMLElement>('[data-call]')[index]?.click()
    await flushPromises()
    for (const text of texts) expect(dialog().textContent).toContain(text)
    expect(dialog().textContent).toContain('无法从这里重新发送')
    await press('返回')
  }
  document.querySelectorAll<HTMLElement>('[data-call]')[3]?.click()
  await flushPromises()
  expect(dialog().textContent).toContain('流过长')
  const rows = [...dialog().querySelectorAll('ol summary')].map((row) => row.textContent)
  expect(rows).toHaveLength(2)
  expect(rows[0]).toContain('thread.run.created {"id":"run_1"}')
  expect(rows[1]).toMatch(/\+1/u)
  await expectAccessible()
  await press('代码', 'tab')
  expect(dialog().textContent).toContain('因此没有代码')
})

it('finds in JSON, and opens what holds it', async () => {
  await mountScreen(['/files'], null)
  const { record } = useCallsStore()
  const call = recordedCall({ path: '/files' })
  record(call)
  const value = { data: [{ inner: { deep: { name: 'Needle' } } }], other: 1 }
  record({ ...call, answer: { kind: 'json', value, ...answered() } })
  await open()
  await press(/^GET \/files/u)
  expect(dialog().textContent).not.toContain('Needle')
  const field = dialog().querySelector<HTMLInputElement>('input[type=search]')
  if (field === null) throw new Error('There is no field.')
  field.value = 'needle'
  field.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(dialog().querySelector('.leaf.found')?.textContent).toContain('Needle'))
  expect(dialog().querySelector('[role=status]')?.textContent).toBe('Found: 1')
})

it('keeps the last five hundred, and of those gone no answers', async () => {
  await mountScreen(['/files'], null)
  const store = useCallsStore()
  const call = recordedCall({ path: '/files' })
  for (let n = 0; n < 501; n += 1) store.record({ ...call, id: String(n) })
  store.record({ ...call, id: '0', answer: { kind: 'none', durationMs: 5, failure: BROKEN } })
  expect(store.calls).toHaveLength(500)
  expect(store.calls.at(-1)?.id).toBe('1')
})
