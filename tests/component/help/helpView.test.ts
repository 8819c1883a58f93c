import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RUN_STATUSES } from '@/domain/runMachine.ts'
import type { Locale } from '@/i18n/index.ts'
import HelpView from '@/views/help/HelpView.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
beforeEach(() => (document.documentElement.lang = 'en'))
afterEach(() => wrapper.unmount())

async function show(section: string, locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(HelpView, {}, locale)
  await wrapper.vm.$router.push({ name: 'help', params: { section } })
  await wrapper.vm.$nextTick()
}

describe('HelpView', () => {
  it('shows both drawings first', async () => {
    await show('overview')
    expect(wrapper.findAll('svg[role=group]').map((svg) => svg.attributes('aria-label'))).toEqual([
      'The objects and how they fit together',
      'From a file to an answer',
    ])
  })

  it('tells of each status what it means and what may come next', async () => {
    await show('statuses')
    const rows = wrapper.findAll('dl > div')
    expect(rows.map((row) => row.get('dt').text())).toEqual([...RUN_STATUSES])
    const rowOf = (status: string): string => rows.find((row) => row.get('dt').text() === status)!.text()
    expect(rowOf('requires_action')).toContain('waiting for their outputs')
    expect(rowOf('requires_action')).toMatch(/May become\s*queued\s*cancelling\s*expired/)
    expect(rowOf('completed')).not.toContain('May become')
  })

  it('names a status in Chinese beside the word of the wire', async () => {
    await show('statuses', 'zh-CN')
    expect(wrapper.get('dt code').text()).toBe('queued')
  })

  it('tells where things are kept, and leads to what they use', async () => {
    await show('places')
    expect(wrapper.text()).toContain('there is no telemetry')
    const link = wrapper.findAll('a').find((candidate) => candidate.text().startsWith('See how much'))
    expect(link?.attributes('href')).toContain('/settings')
  })

  it('marks the section that is shown', async () => {
    await show('places')
    expect(wrapper.get('nav [aria-current=page]').text()).toBe('Where data is kept')
  })

  it.each(['overview', 'statuses', 'places'])('passes axe in section “%s”', async (section) => {
    await show(section)
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})
