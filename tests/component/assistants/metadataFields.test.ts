import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import MetadataFields from '@/components/assistants/MetadataFields.vue'
import type { MetadataPair } from '@/domain/assistantDraft.ts'
import { press } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

const field = (name: string): HTMLInputElement => document.querySelector(`[aria-label="${name}"]`)!
async function fill(name: string, text: string): Promise<void> {
  field(name).value = text
  field(name).dispatchEvent(new Event('input'))
  await flushPromises()
}
const said = (): string[] => [...document.querySelectorAll('[role=alert]')].map((one) => one.textContent)

async function open(): Promise<void> {
  const pairs = shallowRef<MetadataPair[]>([])
  const Parent = defineComponent(
    () => () =>
      h(MetadataFields, { modelValue: pairs.value, 'onUpdate:modelValue': (next) => (pairs.value = next) }),
  )
  wrapper = await mountWithWords(Parent)
}

describe('MetadataFields', () => {
  it('says what is wrong with a pair, and nothing of rows that are blank', async () => {
    await open()
    await press('Add a pair')
    await press('Add a pair')
    expect(said()).toEqual([])
    await fill('Value 1', 'north')
    expect(said()).toEqual(['This value needs a key.'])
    expect(field('Key 1').getAttribute('aria-invalid')).toBe('true')
    await fill('Key 1', 'team')
    await fill('Key 2', 'team')
    expect(said()).toEqual(['This key is already used.'])
    await fill('Key 2', 'k'.repeat(65))
    expect(said()).toEqual(['A key has at most 64 characters.'])
    await fill('Key 2', '😀'.repeat(64))
    expect(said()).toEqual([])
  })
})
