import { flushPromises, type VueWrapper } from '@vue/test-utils'
import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Assistant } from '@/domain/api.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import AssistantPicker from '@/views/assistants/AssistantPicker.vue'
import { button, press, seeText } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { memoryClient } from '../../support/serviceScene.ts'

let wrapper: VueWrapper
let client: OpenAI

beforeEach(async () => {
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

const make = (name: string): Promise<Assistant> =>
  client.post('/assistants', { body: { model: 'demo/skein-demo', name } })

async function open(modelValue: string | null): Promise<void> {
  wrapper = await mountWithWords(AssistantPicker, {
    props: {
      placeId: 'browser',
      modelValue,
      'onUpdate:modelValue': (next: string | null) => wrapper.setProps({ modelValue: next }),
    },
  })
}

const choices = (): string[] =>
  [...document.querySelectorAll('.assistant-choices .choice .truncate:first-child')].map(
    (one) => one.textContent,
  )

describe('AssistantPicker', () => {
  it('chooses an assistant with the keyboard, after a search', async () => {
    const { id } = await make('Archivist')
    await make('Bookkeeper')
    await open(null)
    await press('Assistant: Choose an assistant')
    await vi.waitFor(() => expect(choices()).toEqual(['Bookkeeper', 'Archivist']))
    const search = document.querySelector<HTMLInputElement>('.assistant-choices .filter')!
    search.value = 'arch'
    search.dispatchEvent(new Event('input'))
    await vi.waitFor(() => expect(choices()).toEqual(['Archivist']))
    search.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    search.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await vi.waitFor(() => expect(wrapper.props()).toMatchObject({ modelValue: id }))
    expect(document.activeElement).toBe(await button('Assistant: Archivist'))
  })

  it('shows the name of one that was chosen elsewhere, and the id where there is none', async () => {
    const { id } = await make('Archivist')
    await open(id)
    await button('Assistant: Archivist')
    await wrapper.setProps({ modelValue: 'asst_gone' })
    await flushPromises()
    await button('Assistant: asst_gone')
  })

  it('leads to a new assistant where there is none yet', async () => {
    await open(null)
    await press('Assistant: Choose an assistant')
    await seeText('There is no assistant here yet.')
    expect(document.querySelector('.assistant-choices a')?.getAttribute('href')).toBe('/assistants/new')
  })
})
