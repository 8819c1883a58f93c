import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { LIMITS } from '@/facts/limitTable.ts'
import { REFERENCES, SOURCES } from '@/facts/sources.ts'
import type { Locale } from '@/i18n/index.ts'
import HelpView from '@/views/help/HelpView.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

async function show(locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(HelpView, {}, locale)
  await wrapper.vm.$router.push({ name: 'help', params: { section: 'limits' } })
  await wrapper.vm.$nextTick()
}

/** The limit beside a name. */
function limitOf(name: string): string | undefined {
  const row = wrapper.findAll('tbody tr').find((candidate) => candidate.get('th').text() === name)
  return row?.get('td').text()
}
const search = (query: string): Promise<void> => wrapper.get('input[type=search]').setValue(query)
const names = (): string[] => wrapper.findAll('tbody th').map((cell) => cell.text())

describe('the page of limits', () => {
  it('tells limits in units that a person reads', async () => {
    await show()
    expect(limitOf('A file')).toBe('at most 512 MB')
    expect(limitOf('All files of a project')).toBe('at most 2.5 TB')
    expect(limitOf('How long a file may be told to be kept (expires_after)')).toBe('1 hour to 30 days')
    expect(limitOf('max_prompt_tokens and max_completion_tokens')).toBe('at least 256 tokens')
    expect(limitOf('Objects listed at once (limit)')).toBe('1 to 100; 20 by default')
    expect(limitOf('Files added, for each organization')).toBe('at most 2,000 a minute')
  })

  it.each(['en', 'zh-CN'] as const)('has words for every limit and reference, %s', async (locale) => {
    await show(locale)
    expect(wrapper.findAll('tbody th').length).toBeGreaterThan(LIMITS.length)
    expect(wrapper.text()).not.toMatch(/limits\.\w/u)
  })

  it('finds limits by their names and figures, and formats by extension and media type', async () => {
    await show()
    await search('instructions')
    expect(names()).toEqual(['Instructions'])
    await search('.docx')
    expect(names()).toEqual(['.docx'])
    await search('image/webp')
    expect(names()).toEqual(['.webp'])
    await search('no such thing')
    expect(wrapper.text()).toContain('Nothing here matches “no such thing”.')
  })

  it('tells which formats the API takes, and which this browser alone', async () => {
    await show()
    const usesOf = (extension: string): string[] => {
      const row = wrapper.findAll('tbody tr').find((candidate) => candidate.get('th').text() === extension)
      return (
        row
          ?.findAll('td')
          .slice(0, 4)
          .map((cell) => cell.text()) ?? []
      )
    }
    expect(usesOf('.pdf')).toEqual(['taken', 'taken', 'not taken', 'not taken'])
    expect(usesOf('.csv')).toEqual(['here', 'taken', 'not taken', 'not taken'])
    expect(usesOf('.png')).toEqual(['not taken', 'taken', 'taken', 'not taken'])
    expect(usesOf('.jsonl')).toEqual(['here', 'here', 'not taken', 'taken'])
  })

  it('links only to pages of OpenAI', () => {
    const urls = [...Object.values(REFERENCES), ...Object.values(SOURCES).map(({ url }) => url)]
    for (const url of urls)
      if (url !== null) expect(new URL(url).host).toMatch(/^(platform|developers)\.openai\.com$/u)
  })

  it.each(['en', 'zh-CN'] as const)('passes axe, %s', async (locale) => {
    await show(locale)
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})
