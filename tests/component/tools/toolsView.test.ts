import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import { writeConnections } from '@/storage/connectionStorage.ts'
import ToolsView from '@/views/tools/ToolsView.vue'
import { modelList, provideAnswers } from '../../support/fakeClients.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
let counter = 0

beforeEach(() => localStorage.clear())
afterEach(() => wrapper.unmount())

const MODELS = [
  { id: 'gpt-4', context_length: 4, pricing: { prompt: '0.00003', completion: '0.00006' } },
  { id: 'gpt-4o', context_length: 128_000, pricing: { prompt: '0.0000025', completion: '0.00001' } },
  { id: 'llama-3', context_length: 8_000, pricing: { prompt: '0.000001', completion: '0.000001' } },
  { id: 'unknown' },
]

/** The screen over a connection of its own; the same one again stands for a reload. */
async function show(isReload = false): Promise<void> {
  if (!isReload) counter += 1
  const id = `tools-${counter}`
  const local = {
    ...DEMO_CONNECTION,
    id,
    slug: id,
    name: 'Local',
    kind: 'custom',
    baseURL: 'http://127.0.0.1:9/v1',
  } as const
  const connections = [DEMO_CONNECTION, local]
  writeConnections({ connections, currentId: id, defaultId: id, capabilities: {} })
  provideAnswers(() => modelList(MODELS))
  wrapper = await mountWithWords(ToolsView)
  await vi.waitFor(() => expect(wrapper.find('option[value="llama-3"]').exists()).toBe(true))
}

const figures = (): string[] => wrapper.findAll('dd').map((figure) => figure.text())
const costs = (): string[][] =>
  wrapper.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))

async function type(text: string, expected: string): Promise<void> {
  await wrapper.find('textarea').setValue(text)
  await vi.waitFor(() => expect(figures()[0]).toBe(expected), { timeout: 15_000 })
  await flushPromises()
}

describe('the token calculator', () => {
  it('shows the tokens of a text with ids and bytes, counts, and what it costs', async () => {
    await show()
    await type('Hi 𒀀 <|endoftext|>', '13')
    expect(figures()).toEqual(['13', '18', '3', '19', '21'])
    await vi.waitFor(() => expect(wrapper.findAll('.tokens button')).toHaveLength(13))
    const parts = wrapper.findAll('.tokens button').map((token) => token.text())
    expect(parts[0]).toBe('Hi')
    expect(parts.filter((part) => part.startsWith('⟨')).length).toBeGreaterThan(1)

    await wrapper.find('.tokens').trigger('keydown', { key: 'End' })
    expect(wrapper.find('.detail').text()).toContain('Token 13')
    expect(wrapper.find('.detail').text()).toContain('Bytes 3E')

    expect(costs().map(([model]) => model)).toEqual(['llama-3', 'gpt-4o', 'gpt-4'])
    expect(costs()[0]?.[2]).toContain('≈')
    expect(costs()[1]?.[2]).toBe('$0.000033')
    expect(costs()[2]?.[1]).toContain('Too long')
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
  })

  it('takes the encoding of a model, or one chosen by hand, and keeps what was typed over a reload', async () => {
    await show()
    await type('你好，世界', '3')
    const [, model, encoding] = wrapper.findAll('select')
    await model?.setValue('gpt-4')
    await vi.waitFor(() => expect(figures()[0]).toBe('6'), { timeout: 15_000 })
    expect(wrapper.text()).toContain('gpt-4 counts by cl100k_base')
    await model?.setValue('llama-3')
    expect(wrapper.text()).toContain('estimate')
    await encoding?.setValue('o200k_harmony')
    wrapper.unmount()
    await show(true)
    expect(wrapper.find('textarea').element.value).toBe('你好，世界')
    expect(wrapper.findAll('select')[2]?.element.value).toBe('o200k_harmony')
  })

  it('counts a dropped file, and refuses one that is too large', async () => {
    await show()
    const drop = (file: File): Promise<void> =>
      wrapper.find('.text').trigger('drop', { dataTransfer: { files: [file] } })
    await drop(new File([new Uint8Array(10_000_001)], 'large.txt'))
    expect(wrapper.find('[role=alert]').text()).toContain('large.txt')
    await drop(new File(['one two three '.repeat(1000)], 'small.txt'))
    await vi.waitFor(() => expect(figures()[4]).toBe('14,000'), { timeout: 15_000 })
    expect(wrapper.text()).toContain('1–500 of')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Next tokens')
      ?.trigger('click')
    await vi.waitFor(() => expect(wrapper.find('.detail').text()).toContain('Token 501'))
  })

  it("counts a chat with the format's own tokens", async () => {
    await show()
    await wrapper.findAll('[role=tab]')[1]?.trigger('click')
    await wrapper.findAll('textarea')[1]?.setValue('hello world')
    // Two messages of 3 and a role of 1 each, 2 of content, 3 for the reply.
    await vi.waitFor(() => expect(wrapper.find('.total').text()).toContain('13 tokens, 9 of them'), {
      timeout: 15_000,
    })
    await wrapper.find('[aria-label="Remove message 1"]').trigger('click')
    await vi.waitFor(() => expect(wrapper.find('.total').text()).toContain('9 tokens, 6 of them'))
  })
})
