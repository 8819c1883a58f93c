import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { KNOWN_MODELS } from '@/facts/models.ts'
import type { Locale } from '@/i18n/index.ts'
import { useModelsStore } from '@/stores/models.ts'
import HelpView from '@/views/help/HelpView.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

async function show(locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(HelpView, {}, locale)
  await wrapper.vm.$router.push({ name: 'help', params: { section: 'models' } })
  await wrapper.vm.$nextTick()
  await useModelsStore().loadCatalog()
  await wrapper.vm.$nextTick()
}

const names = (): string[] => wrapper.findAll('tbody th').map((cell) => cell.text())
const cellsOf = (id: string): string[] => {
  const row = wrapper.findAll('tbody tr').find((candidate) => candidate.get('th').text() === id)
  return row?.findAll('td').map((cell) => cell.text()) ?? []
}
const head = (name: string) => wrapper.findAll('thead button').find((button) => button.text() === name)!

describe('the page of models', () => {
  it('tells what is known of each, and what is not, without asking anybody', async () => {
    await show()
    expect(names().toSorted()).toEqual(Object.keys(KNOWN_MODELS).toSorted())
    expect(cellsOf('gpt-6.1-terra')).toEqual([
      '1,050,000',
      '128,000',
      '2026-06-01',
      '$1.00',
      '$0.05',
      '$5.00',
      'not known',
      'not known',
    ])
    expect(cellsOf('gpt-4o')).toContain('2027-01-14')
    expect(wrapper.text()).toContain('read on Nov 22, 2026')
  })

  it('is sorted by a column, and turned round by a second click', async () => {
    await show()
    await head('Shutdown').trigger('click')
    expect(KNOWN_MODELS[names()[0]!]?.shutdown).toBe('2026-10-23')
    expect(wrapper.get('[aria-sort=ascending]').text()).toBe('Shutdown')
    await head('Shutdown').trigger('click')
    expect(KNOWN_MODELS[names()[0]!]?.shutdown).toBe('2027-04-01')
    expect(wrapper.get('[aria-sort=descending]').text()).toBe('Shutdown')
  })

  it('is filtered by name', async () => {
    await show()
    await wrapper.get('input[type=search]').setValue('luna')
    expect(names().toSorted()).toEqual(['gpt-5.6-luna', 'gpt-6-luna'])
    expect(wrapper.get('[role=status]').text()).toBe('2 models')
  })

  it.each(['en', 'zh-CN'] as const)('passes axe, %s', async (locale) => {
    await show(locale)
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})
