import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import type { LocationQueryRaw } from 'vue-router'
import ErrorNotice from '@/components/base/ErrorNotice.vue'
import { ERROR_ENTRIES } from '@/facts/errorEntries.ts'
import type { Locale } from '@/i18n/index.ts'
import HelpView from '@/views/help/HelpView.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

async function show(query: LocationQueryRaw = {}, locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(HelpView, {}, locale)
  await wrapper.vm.$router.push({ name: 'help', params: { section: 'errors' }, query })
  await wrapper.vm.$nextTick()
  await wrapper.vm.$nextTick()
}

const shown = (): (string | undefined)[] =>
  wrapper.findAll('[data-entry]').map((row) => row.attributes('data-entry'))
const markedRow = (): (string | undefined)[] =>
  wrapper.findAll('.marked').map((row) => row.attributes('data-entry'))

describe('the page of errors', () => {
  it.each(['en', 'zh-CN'] as const)('has all words of every entry, %s', async (locale) => {
    await show({}, locale)
    expect(shown()).toEqual(ERROR_ENTRIES.map(({ id }) => id))
    expect(wrapper.text()).not.toMatch(/errorCodes\.|errors\.\w+\.\w+/u)
  })

  it('is searched by code, status and words', async () => {
    await show()
    const search = wrapper.get('input[type=search]')
    await search.setValue('spend_limit')
    expect(shown()).toEqual(['request.spend_limit'])
    await search.setValue('429 credit')
    expect(shown()).toEqual(['request.insufficient_quota'])
    await search.setValue('passphrase')
    expect(shown()).toEqual(['page.locked'])
    await search.setValue('nothing like it')
    expect(shown()).toEqual([])
    expect(wrapper.text()).toContain('No entry matches “nothing like it”.')
  })

  it('marks and focuses the entry that was asked about', async () => {
    await show({ code: 'insufficient_quota', kind: 'quota' })
    expect(markedRow()).toEqual(['request.insufficient_quota'])
    expect(document.activeElement?.getAttribute('data-entry')).toBe('request.insufficient_quota')
  })

  it('finds an entry of a run by its area', async () => {
    await show({ code: 'server_error', of: 'run' })
    expect(markedRow()).toEqual(['run.server_error'])
  })

  it('goes to another entry when another is asked about', async () => {
    await show({ kind: 'cors' })
    await wrapper.vm.$router.push({ query: { kind: 'offline' } })
    await wrapper.vm.$nextTick()
    await wrapper.vm.$nextTick()
    expect(document.activeElement?.getAttribute('data-entry')).toBe('page.offline')
  })

  it('says that it does not know a code', async () => {
    await show({ code: 'quantum_flux', of: 'run' })
    expect(wrapper.text()).toContain('There is no entry for the code “quantum_flux”')
    expect(markedRow()).toEqual([])
  })

  it.each(['en', 'zh-CN'] as const)('passes axe, %s', async (locale) => {
    await show({ code: 'invalid_api_key' }, locale)
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})

describe('a notice of an error', () => {
  it('leads to its entry', async () => {
    wrapper = await mountWithWords(ErrorNotice, {
      props: { error: { kind: 'quota', detail: 'No credit.', code: 'insufficient_quota' } },
    })
    const link = wrapper.get('a')
    expect(link.text()).toBe('What is this?')
    expect(link.attributes('href')).toMatch(/\/help\/?.*errors\?code=insufficient_quota&kind=quota$/u)
    expect(link.attributes('target')).toBeUndefined()
  })

  it('opens help beside a dialog, which leaving would close', async () => {
    wrapper = await mountWithWords({
      render: () => h('div', { role: 'dialog' }, [h(ErrorNotice, { error: { kind: 'cors', detail: '' } })]),
    })
    await wrapper.vm.$nextTick()
    expect(wrapper.get('a').attributes('target')).toBe('_blank')
  })

  it('does not where a part of the page is missing: help may be missing, too', async () => {
    wrapper = await mountWithWords(ErrorNotice, { props: { error: { kind: 'chunk', detail: '' } } })
    expect(wrapper.find('a').exists()).toBe(false)
  })
})
