import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ModelPicker from '@/components/models/ModelPicker.vue'
import type { AppErrorData } from '@/domain/errors.ts'
import type { Locale } from '@/i18n/index.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

interface Props {
  models?: { id: string; group?: string; isFavourite?: boolean }[]
  modelValue?: string | null
  isLoading?: boolean
  error?: AppErrorData
}

async function open(props: Props = {}, locale: Locale = 'en'): Promise<HTMLInputElement> {
  wrapper = await mountWithWords(
    ModelPicker,
    {
      props: {
        models: [
          { id: 'gpt-6-sol', isFavourite: true },
          { id: 'gpt-6-luna' },
          { id: 'qwen3:14b', group: 'library' },
        ],
        modelValue: 'gpt-6-luna',
        connectionName: 'OpenAI',
        isLoading: false,
        ...props,
      },
    },
    locale,
  )
  await wrapper.get('button.picker').trigger('click')
  return vi.waitFor(() => {
    const filter = document.querySelector<HTMLInputElement>('.filter')
    if (filter === null) throw new Error('The list is not there yet.')
    return filter
  })
}

const options = (): string[] =>
  [...document.querySelectorAll('[role=option] .id')].map((element) => element.textContent.trim())

async function type(filter: HTMLInputElement, text: string): Promise<void> {
  filter.value = text
  filter.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}

async function press(filter: HTMLInputElement, key: string): Promise<void> {
  filter.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await flushPromises()
}

describe('ModelPicker', () => {
  it('shows the chosen model on its button, with a name for screen readers', async () => {
    await open()
    expect(wrapper.get('button.picker').attributes('aria-label')).toBe('Model: gpt-6-luna')
    expect(wrapper.get('button.picker').attributes('aria-expanded')).toBe('true')
  })

  it('lists favourites, then the others under their headings', async () => {
    await open()
    expect(options()).toEqual(['gpt-6-sol', 'gpt-6-luna', 'qwen3:14b'])
    const headings = [...document.querySelectorAll('.results .group')].map((element) => element.textContent)
    expect(headings).toEqual(['Favorites', 'Models', 'library'])
  })

  it('chooses by click and closes', async () => {
    await open()
    document.querySelector<HTMLElement>('[role=option]')?.click()
    await flushPromises()
    expect(wrapper.emitted('update:modelValue')).toEqual([['gpt-6-sol']])
    await vi.waitFor(() => expect(document.querySelector('.filter')).toBeNull())
  })

  it('finds by words in any order and chooses by keyboard', async () => {
    const filter = await open()
    await type(filter, 'luna GPT')
    expect(options()[0]).toBe('gpt-6-luna')
    await press(filter, 'ArrowDown')
    await press(filter, 'Home')
    await press(filter, 'Enter')
    expect(wrapper.emitted('update:modelValue')).toEqual([['gpt-6-luna']])
  })

  it('offers an id that is not in the list as it was typed', async () => {
    const filter = await open()
    await type(filter, ' my-finetune ')
    expect(options()).toEqual(['Use “my-finetune”'])
    document.querySelector<HTMLElement>('[role=option]')?.click()
    await flushPromises()
    expect(wrapper.emitted('manual')).toEqual([['my-finetune']])
    expect(wrapper.emitted('update:modelValue')).toEqual([['my-finetune']])
  })

  it('does not offer an id that is in the list as a new one', async () => {
    const filter = await open()
    await type(filter, 'gpt-6-sol')
    expect(options()).toEqual(['gpt-6-sol'])
  })

  it('shows the chosen one even where the list is longer than anybody reads', async () => {
    const models = Array.from({ length: 300 }, (_, index) => ({ id: `model-${index}` }))
    await open({ models, modelValue: 'model-250' })
    expect(options()).toHaveLength(101)
    expect(options()[0]).toBe('model-250')
  })

  it('says that there are none yet, in Chinese too', async () => {
    await open({ models: [], modelValue: null }, 'zh-CN')
    expect(document.querySelector('.model-list')?.textContent).toContain('还没有模型')
    expect(wrapper.get('button.picker').text()).toBe('模型')
  })

  it('shows why the list could not be fetched, and fetches again when asked', async () => {
    await open({ error: { kind: 'auth', detail: 'no', status: 401 } })
    expect(document.querySelector('.model-list .notice')).not.toBeNull()
    document.querySelector<HTMLElement>('[aria-label="Fetch the list again"]')?.click()
    expect(wrapper.emitted('refresh')).toHaveLength(1)
  })
})
