import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { createClient } from '@/services/createClient.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useCallsStore } from '@/stores/calls.ts'
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

const lines = (): string[] =>
  [...document.querySelectorAll('.base-dialog summary code')].map((one) => one.textContent)

async function openDialog(): Promise<void> {
  await wrapper.get('button').trigger('click')
  await vi.waitFor(() => expect(document.querySelector('.base-dialog')).not.toBeNull())
}

/** Opens a line, and gives the texts of what is in it. */
async function unfold(index: number): Promise<string[]> {
  const details = document.querySelectorAll<HTMLDetailsElement>('.base-dialog details')[index]
  if (details === undefined) throw new Error(`There is no call ${index}.`)
  details.open = true
  details.dispatchEvent(new Event('toggle'))
  await flushPromises()
  return [...details.querySelectorAll('pre')].map((one) => one.textContent)
}

it('shows the answers to what was listed, made and deleted, as JSON', async () => {
  wrapper = await mountWithWords(CallsButton, { props: { prefixes: ['/assistants'], placeId: 'browser' } })
  const runtime = createMemoryRuntime()
  const client = createClient(
    { ...connectionTo('https://runtime.invalid/v1'), id: 'browser' },
    { apiKey: null, fetch: (input, init) => runtime.fetch(input, init), record: useCallsStore().record },
  )
  provideBrowserClient(() => client)
  await openDialog()
  expect(document.body.textContent).toContain('Nothing has been asked for yet.')

  const assistants = useAssistantsStore()
  const made = await assistants.create('browser', { model: 'demo/skein-demo', name: 'Reader' })
  await assistants.load('browser')
  await assistants.remove('browser', made.id)
  await (await client).files.list()
  await flushPromises()
  expect(lines()).toEqual([
    `DELETE /assistants/${made.id}`,
    'GET /assistants?limit=100&order=desc',
    'POST /assistants',
  ])
  const [deleted] = await unfold(0)
  expect(JSON.parse(deleted ?? '')).toEqual({ id: made.id, object: 'assistant.deleted', deleted: true })
  const [listed] = await unfold(1)
  expect(JSON.parse(listed ?? '')).toMatchObject({ object: 'list', data: [made] })
  const [sent, answer] = await unfold(2)
  expect(JSON.parse(sent ?? '')).toEqual({ model: 'demo/skein-demo', name: 'Reader' })
  expect(JSON.parse(answer ?? '')).toEqual(made)
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id }) => id)).toEqual([])
})

it('says in words what is no JSON, on its way, or never came', async () => {
  wrapper = await mountWithWords(CallsButton, { props: { prefixes: ['/threads'], placeId: null } }, 'zh-CN')
  const { record } = useCallsStore()
  const call = { ...recordedCall(), placeId: 'x', method: 'POST', path: '/threads/t/runs' }
  for (const id of ['a', 'b', 'c']) record({ ...call, id })
  record({ ...call, id: 'a', answer: { kind: 'other', ...answered({ mediaType: 'text/event-stream' }) } })
  record({ ...call, id: 'b', answer: { kind: 'none', durationMs: 5, failure: BROKEN } })
  await openDialog()
  for (const index of [0, 1, 2]) await unfold(index)
  const text = document.body.textContent
  expect(text).toContain('正在等待应答')
  expect(text).toContain('text/event-stream')
  expect(text).toContain('没有应答')
})

it('keeps the last five hundred, and of those gone no answers', async () => {
  wrapper = await mountWithWords(CallsButton, { props: { prefixes: ['/files'], placeId: null } })
  const { record } = useCallsStore()
  const store = useCallsStore()
  const call = recordedCall({ path: '/files' })
  for (let n = 0; n < 501; n += 1) record({ ...call, id: String(n) })
  record({ ...call, id: '0', answer: { kind: 'none', durationMs: 5, failure: BROKEN } })
  expect(store.calls).toHaveLength(500)
  expect(store.calls.at(-1)?.id).toBe('1')
})
