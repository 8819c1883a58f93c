import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import AnswerFlow from '@/components/help/AnswerFlow.vue'
import CoreObjects from '@/components/help/CoreObjects.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
  vi.restoreAllMocks()
})

const links = (): string[][] =>
  wrapper
    .findAll('svg a')
    .map((link) => [link.find('b').text(), (link.attributes('href') ?? '').replace(/\/+$/, '')])

describe('CoreObjects', () => {
  it('draws the objects, each a link to its screen', async () => {
    wrapper = await mountWithWords(CoreObjects)
    expect(links()).toEqual([
      ['Assistant', '/assistants'],
      ['File', '/files'],
      ['Run', '/runs'],
      ['Thread', '/threads'],
      ['Run step', '/runs'],
      ['Message', '/threads'],
    ])
  })

  it('says in sentences what its arrows show', async () => {
    wrapper = await mountWithWords(CoreObjects, {}, 'zh-CN')
    const id = wrapper.get('svg').attributes('aria-describedby')
    const sentences = wrapper.findAll(`[id="${id ?? ''}"] li`).map((item) => item.text())
    expect(sentences).toHaveLength(wrapper.findAll('.arrow').length)
    expect(sentences).toContain('线程包含消息。')
  })

  it('lights the arrows of the box that has the focus', async () => {
    wrapper = await mountWithWords(CoreObjects)
    const thread = wrapper.findAll('svg a')[3]!
    await thread.trigger('focus')
    const lit = (): string[] => wrapper.findAll('.arrow.lit').map((arrow) => arrow.text())
    expect(lit()).toEqual(['answers', 'holds'])
    await thread.trigger('blur')
    expect(lit()).toEqual([])
  })

  it('stands upright where there is little room', async () => {
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(358)
    wrapper = await mountWithWords(CoreObjects)
    await flushPromises()
    const [, , width, height] = wrapper.get('svg').attributes('viewBox')!.split(' ').map(Number)
    expect(width).toBeLessThanOrEqual(358)
    expect(height).toBeGreaterThan(width!)
  })
})

describe('AnswerFlow', () => {
  it('draws the way from a file to an answer, each step a link to its screen', async () => {
    wrapper = await mountWithWords(AnswerFlow)
    expect(links()).toEqual([
      ['Upload file', '/files'],
      ['Create assistant', '/assistants'],
      ['Attach file', '/assistants'],
      ['Create thread', '/threads'],
      ['Add message', '/threads'],
      ['Create run', '/threads'],
      ['Follow status', '/runs'],
      ['Submit outputs', '/runs'],
      ['Read answer', '/threads'],
    ])
    expect(wrapper.findAll('.number').map((number) => number.text())).toEqual('123456789'.split(''))
  })

  it('names the statuses that decide where it goes', async () => {
    wrapper = await mountWithWords(AnswerFlow, {}, 'zh-CN')
    expect(wrapper.get('.arrow.action').text()).toBe('requires_action')
    expect(wrapper.get('.arrow.done').text()).toBe('completed')
  })

  it('leads to the screen of a box that is clicked', async () => {
    wrapper = await mountWithWords(AnswerFlow)
    await wrapper.findAll('svg a')[0]!.trigger('click')
    await vi.waitFor(() => expect(wrapper.vm.$route.name).toBe('files'))
  })
})

describe('axe', () => {
  it.each([
    ['CoreObjects', CoreObjects],
    ['AnswerFlow', AnswerFlow],
  ])('finds nothing in %s', async (_, component) => {
    wrapper = await mountWithWords(component)
    const { violations } = await axe.run(wrapper.element as Element, {
      rules: { 'color-contrast': { enabled: false } },
    })
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})
